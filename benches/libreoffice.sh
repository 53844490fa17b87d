#!/usr/bin/env bash
# The same notice as PDF in the same fonts, huanjie against LibreOffice headless, in one run: a process
# for each paper, and papers one after another in a process that has started (the way of a print run).
# Installs LibreOffice Writer from the distribution when it is missing. `benches/libreoffice.sh [COPIES]`
set -euo pipefail
cd "$(dirname "$0")/.."
copies=${1:-50}
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
need=()
command -v soffice >/dev/null || need+=(libreoffice-writer-nogui)
command -v pdftotext >/dev/null || need+=(poppler-utils)
command -v zstd >/dev/null || need+=(zstd)
if [ "${#need[@]}" -gt 0 ]; then
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
fi
cargo build --quiet --release --locked --bin huanjie
huanjie=target/release/huanjie

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{samples,in,ours,theirs,home,fonts}
for font in assets/fonts/*.ttf.zst; do
  name=${font##*/}
  zstd -q -d "$font" -o "$work/fonts/${name%.zst}"
done
"$huanjie" render --samples "$work/samples" >/dev/null
sample=$work/samples/election-day-normal

# LibreOffice sees the vendored fonts, and nothing of this user's profile.
cat >"$work/fonts.conf" <<CONF
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>$work/fonts</dir><cachedir>$work/cache</cachedir></fontconfig>
CONF

# The text of the notice as a flat ODF page: A4, the margins and the line of the official layout.
{
  cat <<'HEAD'
<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles><style:default-style style:family="paragraph">
<style:paragraph-properties fo:line-height="28.35pt"/>
<style:text-properties style:font-name-asian="Huanjie FangSong" style:font-family-asian="Huanjie FangSong" style:font-size-asian="16pt" fo:font-size="16pt"/>
</style:default-style></office:styles>
<office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties
 fo:page-width="210mm" fo:page-height="297mm" fo:margin-top="37mm" fo:margin-bottom="35mm" fo:margin-left="28mm" fo:margin-right="26mm"/>
</style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"/></office:master-styles>
<office:body><office:text>
HEAD
  pdftotext "$sample.pdf" - | sed -e 's/&/\&amp;/g; s/</\&lt;/g; s/\f//g; /^$/d; s|.*|<text:p>&</text:p>|'
  echo '</office:text></office:body></office:document>'
} >"$work/notice.fodt"
for n in $(seq "$copies"); do cp "$work/notice.fodt" "$work/in/$n.fodt"; done

now() { date +%s%N; }
theirs() {
  HOME=$work/home FONTCONFIG_FILE=$work/fonts.conf soffice --headless --norestore \
    --convert-to pdf --outdir "$work/theirs" "$@" >/dev/null 2>&1
}
made() { # FOLDER
  local made
  made=$(find "$work/$1" -name '*.pdf' | wc -l)
  [ "$made" = "$copies" ] || { echo "$1: $made of $copies papers were made" >&2; exit 1; }
}
theirs "$work/in/1.fodt" # the first start writes its profile; it is not counted
rm -f "$work"/theirs/*

a=$(now)
for n in $(seq "$copies"); do "$huanjie" render election-day --data "$sample.json" --out "$work/ours/$n.pdf" >/dev/null; done
b=$(now)
for n in $(seq "$copies"); do theirs "$work/in/$n.fodt"; done
c=$(now)
made ours && made theirs
rm -f "$work"/theirs/*
d=$(now)
theirs "$work"/in/*.fodt
e=$(now)
made theirs
inside=$(cargo bench --quiet --locked --bench figures -- papers | sed -n 's/^one-page notice.*bytes *\([0-9.]*\)ms.*/\1/p')

awk -v n="$copies" -v ours="$((b - a))" -v each="$((c - b))" -v all="$((e - d))" -v inside="$inside" 'BEGIN {
  printf "%-28s %10s %12s %7s\n", "ms a paper", "huanjie", "LibreOffice", "ratio"
  printf "%-28s %10.1f %12.1f %7.1f\n", "a process for each", ours / n / 1e6, each / n / 1e6, each / ours
  printf "%-28s %10.1f %12.1f %7.1f\n", "one process for " n, inside, all / n / 1e6, all / n / 1e6 / inside }'
