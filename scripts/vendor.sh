#!/usr/bin/env bash
# Fetches the scripts of other people that the pages use from the npm registry: versions and checksums are pinned here.
#
#   scripts/vendor.sh            writes crates/banjie-ui/assets/vendor/; what is there and right stays as it is
#
# The files are committed: nobody needs this script to build. Run it after changing a version below.
set -euo pipefail
cd "$(dirname "$0")/.."
out=crates/banjie-ui/assets/vendor

# package, version, SHA-256 of its archive, licence
packages=(
  "htmx.org 2.0.11 165a2655073e9e6e55e307a7c74e8ebcdb76afb7701f9c16cfd106a13add408e 0BSD"
  "echarts 6.1.0 681aff88cc1038c3fa941a3a53d1b177a52250b05335efc607d6105ae13be481 Apache-2.0"
  "leaflet 1.9.4 84c65a256e50657896f54c33bd857b6849ebe94c817803be818bf32a3dde0b77 BSD-2-Clause"
)
# package, file in it, name here, SHA-256 of the file
files=(
  "htmx.org dist/htmx.min.js htmx.min.js d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"
  "echarts dist/echarts.common.min.js echarts.min.js 61f13280aba3161f77fc801bf5f9c786f55f10432153a0683fc5cc0700b013d5"
  "leaflet dist/leaflet.js leaflet.min.js db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a"
  "leaflet dist/leaflet.css leaflet.css a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6"
)

right() { [ -f "$1" ] && [ "$(sha256sum "$1" | cut -d' ' -f1)" = "$2" ]; }

complete=yes
for file in "${files[@]}"; do
  read -r _ _ name sum <<<"$file"
  right "$out/$name" "$sum" || complete=no
done
if [ "$complete" = yes ] && [ -s "$out/LICENCES.md" ]; then exit 0; fi

mkdir -p "$out"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
{
  echo "# Other people's scripts in this folder"
  echo
  echo "Fetched from the npm registry by \`scripts/vendor.sh\`, which pins versions and checksums. Unchanged."
} >"$work/LICENCES.md"
for package in "${packages[@]}"; do
  read -r name version sum licence <<<"$package"
  (cd "$work" && npm pack --silent "$name@$version" >/dev/null)
  archive="$work/$name-$version.tgz"
  right "$archive" "$sum" || { echo "$name@$version 的校验和不符:期望 $sum" >&2; exit 1; }
  mkdir "$work/$name"
  tar xzf "$archive" -C "$work/$name" --strip-components 1
  {
    echo; echo "## $name $version ($licence)"; echo
    for text in NOTICE LICENSE licenses/LICENSE-d3; do
      if [ -f "$work/$name/$text" ]; then echo '```'; sed 's/[[:space:]]*$//' "$work/$name/$text"; echo '```'; echo; fi
    done
  } >>"$work/LICENCES.md"
done
for file in "${files[@]}"; do
  read -r package from name sum <<<"$file"
  right "$work/$package/$from" "$sum" || { echo "$package 里的 $from 校验和不符:期望 $sum" >&2; exit 1; }
  cp "$work/$package/$from" "$out/$name"
done
cp "$work/LICENCES.md" "$out/LICENCES.md"
echo "==> $out:$(ls "$out" | tr '\n' ' ')" >&2
