#!/usr/bin/env bash
# Installs what the test needs that opens our DOCX files in LibreOffice and compares the pages as pictures: Writer without
# a screen, the tools of poppler, and the open fonts of scripts/fonts.sh.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"

missing=()
if ! command -v soffice >/dev/null; then missing+=(libreoffice-writer-nogui); fi
if ! command -v pdftoppm >/dev/null || ! command -v pdftotext >/dev/null; then missing+=(poppler-utils); fi
if [ "${#missing[@]}" -gt 0 ]; then
  if ! command -v apt-get >/dev/null; then
    echo "本机没有 apt-get。请先装好 LibreOffice Writer(soffice)和 poppler(pdftoppm、pdftotext),再运行测试。" >&2
    exit 1
  fi
  echo "==> 安装 ${missing[*]}(用来打开 DOCX、核对版面)" >&2
  apt=(apt-get)
  if [ "$(id -u)" -ne 0 ]; then apt=(sudo apt-get); fi
  "${apt[@]}" update -q >&2
  DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y -q --no-install-recommends "${missing[@]}" >&2
fi
"$here/fonts.sh" "$@"
