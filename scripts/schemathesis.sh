#!/usr/bin/env bash
# Asks the interface for programs with everything its own description allows, and much it does not: no answer may be a fault of
# the server, none may be another than described. Installs Python (Debian) and Schemathesis
# (PyPI) outside the checkout, once. Works on a copy of the database, as several people one after the other.
#
#   scripts/schemathesis.sh [DATABASE]     default: the small demonstration bureau of scripts/browser.sh, made where it is missing
#   scripts/schemathesis.sh --setup        installs only
#
# BANJIE_BIN       the program under test (default: target/debug/banjie where cargo puts it)
# BANJIE_SECONDS   how long for each person (default: 20)
# BANJIE_ACCOUNTS  whose tokens (default: an inspector, a writer of reports, and the audit administrator)
# BANJIE_PACKAGES  folder of packages (default: beside the database, else packages)
set -euo pipefail
cd "$(dirname "$0")/.."
cache="${XDG_CACHE_HOME:-$HOME/.cache}/banjie/schemathesis"
version=4.32.5
apt() { if [ "$(id -u)" -eq 0 ]; then DEBIAN_FRONTEND=noninteractive apt-get "$@"; else sudo DEBIAN_FRONTEND=noninteractive apt-get "$@"; fi; }

wanted=()
command -v curl >/dev/null || wanted+=(curl)
command -v python3 >/dev/null || wanted+=(python3)
python3 -c 'import ensurepip, venv' 2>/dev/null || wanted+=(python3-venv)
if [ "${#wanted[@]}" -gt 0 ]; then
  echo "==> 安装 ${wanted[*]}(接口测试)" >&2
  apt install -y -q "${wanted[@]}" >/dev/null 2>&1 || { apt update -q >&2; apt install -y -q "${wanted[@]}" >/dev/null; }
fi
if ! "$cache/bin/schemathesis" --version 2>/dev/null | grep -q "$version"; then
  echo "==> 安装 Schemathesis 到 $cache" >&2
  rm -rf "$cache"
  python3 -m venv "$cache"
  "$cache/bin/pip" install -q --disable-pip-version-check "schemathesis==$version"
fi
[ "${1:-}" = --setup ] && exit 0

export BANJIE_BIN="$(realpath -m "${BANJIE_BIN:-${CARGO_TARGET_DIR:-target}/debug/banjie}")"
[ -x "$BANJIE_BIN" ] || { echo "没有 $BANJIE_BIN,请先编译:cargo build -p banjie" >&2; exit 1; }
database="${1:-${BANJIE_DEMO_DB:-}}"
if [ -z "$database" ]; then
  database="$(scripts/browser.sh --bureau)"
fi
[ -f "$database" ] || { echo "没有数据库 $database" >&2; exit 1; }
beside="$(dirname "$database")/../packages"
[ -d "$beside" ] || beside=packages
packages="${BANJIE_PACKAGES:-$beside}"

work="$(mktemp -d)"
server=
finish() { [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT
cp "$database" "$work/banjie.db"
[ -f "$database.key" ] && cp "$database.key" "$work/banjie.db.key"
port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
address="http://127.0.0.1:$port"
"$BANJIE_BIN" --db "$work/banjie.db" --packages "$packages" serve --listen "127.0.0.1:$port" >"$work/server.log" 2>&1 &
server=$!
for _ in $(seq 150); do curl -fs -o /dev/null "$address/health/live" && break; kill -0 "$server" 2>/dev/null || { cat "$work/server.log" >&2; exit 1; }; sleep 0.2; done

token() {
  python3 - "$address" "$1" <<'PYTHON'
import http.cookiejar, re, sys, urllib.parse, urllib.request
address, account = sys.argv[1:3]
browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
def send(path, **pairs):
    body = urllib.parse.urlencode(pairs).encode() if pairs else None
    request = urllib.request.Request(address + path, body, {"Sec-Fetch-Site": "same-origin"})
    return browser.open(request).read().decode()
send("/sign-in", account=account, password="Banjie-2026")
csrf = re.search(r'name="csrf" value="([^"]+)"', send("/account")).group(1)
made = send("/account/tokens", csrf=csrf, name="schemathesis", scope="write", life="90")
print(re.search(r'data-copy[^>]*>([^<]+)<', made).group(1))
PYTHON
}

# Rules of the house refuse much that the description allows (422): that is an answer like any other. Whether each value the
# description allows is taken, and each other refused, is asked with BANJIE_EXCLUDE=ignored_auth. That
# nobody comes in without a token is asked by tests/routes.rs: many bad tokens in a row are answered 429, which this program takes for a fault.
cat >"$work/schemathesis.toml" <<'TOML'
[checks]
positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "413", "422", "429"]
negative_data_rejection.expected-statuses = ["4xx"]
TOML

# shellcheck disable=SC2086 # several accounts, parted by spaces
set -- ${BANJIE_ACCOUNTS:-$(python3 - "$address" <<'PYTHON'
import re, sys, urllib.request
page = urllib.request.urlopen(sys.argv[1] + "/sign-in").read().decode()
first = lambda role: re.search(rf'<dt>{role}</dt>.*?data-account="([^"]+)"', page, re.S)
found = [first(role) for role in ("监察员", "文秘（拟稿）", "审计管理员")]
print(" ".join(dict.fromkeys(at.group(1) for at in found if at)))
PYTHON
)}
for account in "$@"; do
  echo "==> 接口测试:$account" >&2
  (cd "$work" && exec "$cache/bin/schemathesis" --config-file "$work/schemathesis.toml" run "$address/api/openapi.json" \
    --header "Authorization: Bearer $(token "$account")" --checks all \
    --exclude-checks "${BANJIE_EXCLUDE:-positive_data_acceptance,negative_data_rejection,ignored_auth}" --max-time "${BANJIE_SECONDS:-20}" \
    --phases examples,coverage,fuzzing --rate-limit 2800/m --request-timeout 30 --continue-on-failure --warnings off \
    --suppress-health-check all --seed 1 --no-color)
  kill -0 "$server" 2>/dev/null || { echo "服务器中途停止:" >&2; tail -n 40 "$work/server.log" >&2; exit 1; }
done
if grep -n "panicked\|a handler failed" "$work/server.log" >&2; then echo "服务器日志里有故障" >&2; exit 1; fi
