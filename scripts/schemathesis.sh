#!/usr/bin/env bash
# Asks the interface for programs with everything its own description allows, and much it does not: no answer may be a fault of
# the server. Installs Schemathesis (PyPI) outside the checkout, once. Works on a copy of the database.
#
#   scripts/schemathesis.sh [DATABASE]     default: demo/banjie.db
#   scripts/schemathesis.sh --setup        installs only
#
# BANJIE_BIN       the program under test (default: target/debug/banjie where cargo puts it)
# BANJIE_SECONDS   how long (default: 90)
# BANJIE_ACCOUNT   whose token (default: the last of the accounts on the sign-in page of the demonstration)
# BANJIE_PACKAGES  folder of packages (default: packages)
set -euo pipefail
cd "$(dirname "$0")/.."
cache="${XDG_CACHE_HOME:-$HOME/.cache}/banjie/schemathesis"
version=4.32.5
if ! "$cache/bin/schemathesis" --version 2>/dev/null | grep -q "$version"; then
  command -v python3 >/dev/null || { echo "接口测试需要 Python 3.10 或更新,请先安装 python3 和 python3-venv" >&2; exit 1; }
  echo "==> 安装 Schemathesis 到 $cache" >&2
  python3 -m venv "$cache"
  "$cache/bin/pip" install -q --disable-pip-version-check "schemathesis==$version"
fi
[ "${1:-}" = --setup ] && exit 0

database="${1:-demo/banjie.db}"
program="${BANJIE_BIN:-${CARGO_TARGET_DIR:-target}/debug/banjie}"
[ -f "$database" ] || { echo "没有数据库 $database,请先运行 make demo" >&2; exit 1; }
work="$(mktemp -d)"
server=
finish() { [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT
cp "$database" "$work/banjie.db"
[ -f "$database.key" ] && cp "$database.key" "$work/banjie.db.key"
port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
address="http://127.0.0.1:$port"
"$program" --db "$work/banjie.db" --packages "${BANJIE_PACKAGES:-packages}" serve --listen "127.0.0.1:$port" >"$work/server.log" 2>&1 &
server=$!
for _ in $(seq 100); do curl -fs -o /dev/null "$address/health" && break; kill -0 "$server" || { cat "$work/server.log" >&2; exit 1; }; sleep 0.2; done

token="$(python3 - "$address" "${BANJIE_ACCOUNT:-}" <<'PYTHON'
import http.cookiejar, re, sys, urllib.parse, urllib.request
address, account = sys.argv[1:3]
browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
def send(path, **pairs):
    body = urllib.parse.urlencode(pairs).encode() if pairs else None
    request = urllib.request.Request(address + path, body, {"Sec-Fetch-Site": "same-origin"})
    return browser.open(request).read().decode()
page = send("/sign-in")
account = account or re.findall(r'data-account="([^"]+)"', page)[-1]
send("/sign-in", account=account, password="Banjie-2026")
csrf = re.search(r'name="csrf" value="([^"]+)"', send("/account")).group(1)
made = send("/account/tokens", csrf=csrf, name="schemathesis", scope="write", life="90")
print(re.search(r'data-copy[^>]*>([^<]+)<', made).group(1))
PYTHON
)"

"$cache/bin/schemathesis" run "$address/api/openapi.json" \
  --header "Authorization: Bearer $token" --checks not_a_server_error --max-time "${BANJIE_SECONDS:-90}" \
  --phases examples,coverage,fuzzing --rate-limit 2800/m --request-timeout 30 --continue-on-failure --warnings off \
  --suppress-health-check all --seed 1 --no-color
kill -0 "$server" || { echo "服务器中途停止:" >&2; tail -n 40 "$work/server.log" >&2; exit 1; }
