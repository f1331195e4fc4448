#!/usr/bin/env bash
# Runs the tests in a real browser. Installs Chromium (Debian) and the driver (npm registry) outside the checkout, once.
#
#   scripts/browser.sh                 all of e2e/*.test.mjs
#   scripts/browser.sh FILE...         these
#   scripts/browser.sh --setup         installs only
#   scripts/browser.sh --bureau        makes the small demonstration bureau where it is missing, tells its database
#
# BANJIE_BIN        the program under test (default: target/debug/banjie where cargo puts it)
# BANJIE_GALLERY    folder of sample pages (default: rendered now)
# BANJIE_SHOTS      where pictures go (default: ~/.cache/banjie/e2e/shots)
# BANJIE_DEMO_DB    database of a demonstration (default: a small one, made when the program or the packages have changed)
set -euo pipefail
cd "$(dirname "$0")/.."
cache="${XDG_CACHE_HOME:-$HOME/.cache}/banjie/e2e"
apt() { if [ "$(id -u)" -eq 0 ]; then DEBIAN_FRONTEND=noninteractive apt-get "$@"; else sudo DEBIAN_FRONTEND=noninteractive apt-get "$@"; fi; }

wanted=()
[ -x /usr/bin/chromium ] || wanted+=(chromium)
command -v node >/dev/null || wanted+=(nodejs)
command -v npm >/dev/null || wanted+=(npm)
fc-list 2>/dev/null | grep NotoSansCJK >/dev/null || wanted+=(fontconfig fonts-noto-cjk)
if [ "${#wanted[@]}" -gt 0 ]; then
  echo "==> 安装 ${wanted[*]}(浏览器测试)" >&2
  apt install -y -q "${wanted[@]}" >/dev/null 2>&1 || { apt update -q >&2; apt install -y -q "${wanted[@]}" >/dev/null; }
fi
mkdir -p "$cache"
if ! cmp -s e2e/package-lock.json "$cache/package-lock.json" || [ ! -d "$cache/node_modules/playwright-core" ]; then
  echo "==> 安装浏览器驱动到 $cache" >&2
  cp e2e/package.json e2e/package-lock.json "$cache/"
  (cd "$cache" && npm ci --ignore-scripts --no-audit --no-fund --silent)
fi
[ "${1:-}" = --setup ] && exit 0

target="${CARGO_TARGET_DIR:-target}"
export BANJIE_E2E_MODULES="$cache/node_modules"
export BANJIE_SHOTS="${BANJIE_SHOTS:-$cache/shots}"
export BANJIE_BIN="${BANJIE_BIN:-$target/debug/banjie}"
if [ -z "${BANJIE_GALLERY:-}" ] && [ "${1:-}" != --bureau ]; then
  export BANJIE_GALLERY="$cache/gallery"
  rm -rf "$BANJIE_GALLERY"
  cargo run -q -p banjie-ui --example gallery -- "$BANJIE_GALLERY"
fi
if [ -z "${BANJIE_DEMO_DB:-}" ]; then
  [ -x "$BANJIE_BIN" ] || { echo "没有 $BANJIE_BIN,请先编译:cargo build -p banjie" >&2; exit 1; }
  stamp="$({ find packages -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum; sha256sum "$BANJIE_BIN" e2e/bureau.mjs; } | sha256sum | cut -c1-16)"
  bureau="$cache/bureau-$stamp"
  export BANJIE_DEMO_DB="$bureau/demo/banjie.db" BANJIE_PACKAGES="$bureau/packages"
  if [ ! -f "$bureau/made" ]; then
    echo "==> 建立小的示范单位(浏览器测试)" >&2
    rm -rf "$cache"/bureau-*
    node e2e/bureau.mjs packages "$bureau/packages"
    "$BANJIE_BIN" --packages "$bureau/packages" demo --out "$bureau/demo" >"$cache/bureau.log" 2>&1 || { cat "$cache/bureau.log" >&2; exit 1; }
    touch "$bureau/made"
  fi
fi
if [ "${1:-}" = --bureau ]; then
  echo "$BANJIE_DEMO_DB"
  exit 0
fi
files=("$@")
[ "${#files[@]}" -gt 0 ] || files=(e2e/*.test.mjs)
exec node --test --test-concurrency=1 --test-reporter=spec "${files[@]}"
