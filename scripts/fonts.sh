#!/usr/bin/env bash
# Fetches the open fonts that PDF reports are set in, from the packages of Debian, without installing any of them.
#
#   scripts/fonts.sh [DIR]      default: ~/.cache/banjie/fonts
#
# Files that are there stay as they are: an office may put its own 方正小标宋, 仿宋_GB2312, 楷体_GB2312 beside them.
set -euo pipefail

dir="${1:-${XDG_CACHE_HOME:-$HOME/.cache}/banjie/fonts}"

# package, file in it
fonts=(
  "texlive-lang-chinese FandolFang-Regular.otf"  # 仿宋: text
  "texlive-lang-chinese FandolHei-Regular.otf"   # 黑体: headings of the first level
  "texlive-lang-chinese FandolSong-Regular.otf"  # 宋体: page numbers
  "fonts-noto-cjk NotoSerifCJK-Bold.ttc"         # in place of 小标宋: titles
  "fonts-lxgw-wenkai LXGWWenKai-Regular.ttf"     # 楷体: headings of the second level; all characters of Unicode 1.0 to 4.1
  "fonts-hanazono HanaMinA.ttf"                  # rare characters
  "fonts-hanazono HanaMinB.ttf"                  # rarer ones: CJK extensions B to F
  "fonts-liberation LiberationSerif-Regular.ttf" # Latin letters and digits
)

wanted=()
for font in "${fonts[@]}"; do
  read -r package file <<<"$font"
  if [ ! -s "$dir/$file" ] && [[ " ${wanted[*]-} " != *" $package "* ]]; then wanted+=("$package"); fi
done
if [ "${#wanted[@]}" -eq 0 ]; then exit 0; fi

echo "==> 取字体(${wanted[*]})到 $dir" >&2
if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
  echo "本机没有 apt-get。请把下列文件放进 $dir:" >&2
  printf '  %s(Debian 软件包 %s)\n' $(for font in "${fonts[@]}"; do read -r package file <<<"$font"; echo "$file $package"; done) >&2
  exit 1
fi
mkdir -p "$dir/licences"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
fetch() { apt-get download -q "${wanted[@]}" >&2 2>fetch.log; }
if ! fetch; then
  if [ "$(id -u)" -eq 0 ]; then apt-get update -q >&2; else sudo apt-get update -q >&2; fi
  fetch || { cat fetch.log >&2; echo "取不到字体的软件包,请检查网络和软件源后重试" >&2; exit 1; }
fi
for package in "${wanted[@]}"; do
  dpkg-deb -x "$package"_*.deb "$package"
  cp "$package/usr/share/doc/$package/copyright" "$dir/licences/$package.txt"
done
for font in "${fonts[@]}"; do
  read -r package file <<<"$font"
  [ -s "$dir/$file" ] && continue
  found="$(find "$package" -type f -name "$file" -print -quit)"
  [ -n "$found" ] || { echo "软件包 $package 里没有 $file" >&2; exit 1; }
  # In two steps: a file that is there is whole.
  cp "$found" "$dir/$file.part"
  mv "$dir/$file.part" "$dir/$file"
done
