#!/usr/bin/env bash
# 一分钟的事：点击次数和服务器时间，用发布构建走一遍（真浏览器，演示数据）。印出的表填进 benches/README.md。
# 用法：benches/clicks.sh [已经编译好的 huanjie]；不给就先编译一份。
# 「录入一村得票」一行跑在测试程序自己里，不走这个文件，要它的发布构建数字用
#   cargo nextest run --cargo-profile release --test it clicks:: --no-capture
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-}
if [ -z "$program" ]; then
  cargo build --release --locked
  program=target/release/huanjie
fi
HUANJIE_CLICKS_BINARY=$(realpath "$program") \
  cargo nextest run --locked --test it -E 'test(/^clicks::/)' --test-threads 1 --no-capture 2>&1 | grep -E '^\||构建|huanjie$|PASS|FAIL'
