# Two commands do everything: `make demo` runs the main job, `make test` passes the tests.
# Each installs what it needs on a fresh Debian machine and says what it is doing.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test build setup setup-test fonts bench gen clean

TARGET := $(or $(CARGO_TARGET_DIR),target)
APT := $(if $(filter 0,$(shell id -u)),apt-get,sudo apt-get)
OUT ?= demo

help: ## 列出命令
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: build ## 主任务:生成示范工作簿,导入,按日历督办,写出年度报告(到 ./demo),再打开网上工作台
	@scripts/fonts.sh || echo "没有取到字体,示范不写 PDF,其余照常" >&2
	@echo "==> 运行示范:$(OUT)/"
	target/release/banjie demo --out $(OUT)
	@if [ -t 0 ] && [ -t 1 ]; then target/release/banjie --db $(OUT)/banjie.db serve; fi

test: setup setup-test fonts ## 全部检查与测试(格式、静态检查、SQLite 与 PostgreSQL、应用包、文档)
	@echo "==> 检查与测试"
	cargo run -q -p xtask -- ci

build: setup ## 编译 target/release/banjie
	@echo "==> 编译(首次连同排版引擎约需十分钟)"
	cargo build --release -p banjie
	@if [ "$(TARGET)" != target ]; then mkdir -p target/release && cp -f "$(TARGET)/release/banjie" target/release/banjie; fi

setup:
	@if ! command -v cc >/dev/null; then echo "==> 安装 C 编译器"; $(APT) update -q && DEBIAN_FRONTEND=noninteractive $(APT) install -y -q build-essential; fi
	@if ! command -v cargo >/dev/null; then echo "缺少 Rust 工具链(1.95 或更新)。请先安装 rustup,再运行本命令。" >&2; exit 1; fi

setup-test:
	@if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then echo "==> 安装 PostgreSQL(测试用临时实例)"; $(APT) update -q && DEBIAN_FRONTEND=noninteractive $(APT) install -y -q postgresql; fi
	@scripts/office.sh
	@scripts/browser.sh --setup
	@scripts/schemathesis.sh --setup

fonts: ## 取打印 PDF 用的开放字体(约 180 MB,只取一次,放在 ~/.cache/banjie/fonts)
	@scripts/fonts.sh

bench: setup setup-test fonts ## 测速(约十分钟),结果写到 docs/benchmarks.md
	cargo run --release -q -p xtask -- bench

gen: ## 重新生成参考手册
	cargo run -q -p xtask -- gen

clean: ## 删除编译结果与示范
	rm -rf target $(OUT)
