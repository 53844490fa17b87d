// 离线文件: inspections that no network carries go to the office in a file, sealed so that only the office opens it
// (src/platform/envelope.rs tells how). Browsers offer no cryptography of their own over plain HTTP, so TweetNaCl.js
// (nacl-fast.min.js) does it. Nothing newer than Chromium 80 understands.
(function () {
  "use strict";

  // The office takes 60 MB at once; photographs grow by a third on the way into the file.
  var MOST_BYTES = 30 * 1024 * 1024;
  var MOST_SHEETS = 100;

  function text64(blob) {
    return new Promise(function (done, fail) {
      var reader = new FileReader();
      reader.onload = function () { done(String(reader.result).split(",")[1] || ""); };
      reader.onerror = function () { fail(new Error("照片读不出来")); };
      reader.readAsDataURL(blob);
    });
  }

  function carried(row, photos) {
    var v = row.values, answers = {}, reviews = {};
    function of(map, id, key) { return map[id] || (map[id] = (function (made) { made[key] = id; made.answer = ""; return made; })({})); }
    Object.keys(v).forEach(function (name) {
      var at = name.indexOf("."), kind = name.slice(0, at), id = name.slice(at + 1);
      if (at < 0 || v[name] === "") { return; }
      if (kind === "a") { of(answers, id, "item").answer = v[name]; }
      if (kind === "n") { of(answers, id, "item").note = v[name]; }
      if (kind === "d") { of(answers, id, "item").days = v[name]; }
      if (kind === "r") { of(reviews, id, "finding").answer = v[name]; }
      if (kind === "rn") { of(reviews, id, "finding").note = v[name]; }
      if (kind === "rd") { of(reviews, id, "finding").days = v[name]; }
    });
    function list(map) { return Object.keys(map).map(function (id) { return map[id]; }); }
    return photos.reduce(function (before, photo) {
      return before.then(function (pictures) {
        return text64(photo.blob).then(function (data) {
          pictures.push({ id: photo.id, item: photo.item, data: data });
          return pictures;
        });
      });
    }, Promise.resolve([])).then(function (pictures) {
      return {
        id: row.id, cycle: row.cycle, village: row.village, village_name: row.villageName, day: v.day || "", kind: v.kind,
        theme: v.theme || "", stage: v.stage || "", inspectors: v.inspectors || "", note: v.note || "",
        answers: list(answers), reviews: list(reviews), photos: pictures,
        unfinished: row.state === "draft", who: row.who || "", touched: row.changes || 0
      };
    });
  }

  function bytes(hex) {
    var made = new Uint8Array(hex.length / 2);
    for (var at = 0; at < made.length; at += 1) { made[at] = parseInt(hex.substr(at * 2, 2), 16); }
    return made;
  }

  // `offered` is what the page carries: id and public half of the office's key. A pair is made for this file alone and
  // forgotten with it: not even this telephone opens the file again.
  function sealed(text, offered) {
    var own = nacl.box.keyPair();
    var nonce = nacl.randomBytes(nacl.box.nonceLength);
    var box = nacl.box(new TextEncoder().encode(text), nonce, bytes(offered[1]), own.secretKey);
    own.secretKey.fill(0);
    return new Blob(["huanjie-sealed 1 " + offered[0] + " " + box.length + "\n", own.publicKey, nonce, box], { type: "application/octet-stream" });
  }

  function save(blob, name) {
    var made = document.createElement("a");
    made.href = URL.createObjectURL(blob);
    made.download = name;
    document.body.appendChild(made);
    made.click();
    document.body.removeChild(made);
    setTimeout(function () { URL.revokeObjectURL(made.href); }, 60000);
  }

  // Sheets shared out so that the office takes each file.
  function parts(rows, photosOf) {
    var made = [], size = 0;
    rows.forEach(function (row) {
      var own = photosOf(row).reduce(function (sum, photo) { return sum + photo.blob.size; }, 0);
      if (!made.length || size + own > MOST_BYTES || made[made.length - 1].length >= MOST_SHEETS) { made.push([]); size = 0; }
      made[made.length - 1].push(row);
      size += own;
    });
    return made;
  }

  // Answers how many files were made; fails with words for the person.
  window.phoneFile = function (rows, photos, day, moment) {
    var offered = (document.body.getAttribute("data-seal") || "").split(" ");
    if (!window.nacl || offered.length !== 2 || offered[1].length !== 64) {
      return Promise.reject(new Error("加密用的程序没有取全。请有网络时重新打开这一页再导出，本机仍然留着"));
    }
    function photosOf(row) { return photos.filter(function (photo) { return photo.sheet === row.id && !photo.refused; }); }
    var shared = parts(rows, photosOf);
    return shared.reduce(function (before, part, at) {
      return before.then(function () {
        return Promise.all(part.map(function (row) { return carried(row, photosOf(row)); }));
      }).then(function (list) {
        var file = { format: "huanjie-inspections", version: 1, made: moment, inspections: list };
        save(sealed(JSON.stringify(file), offered), "督查离线文件" + day + (shared.length > 1 ? "-" + (at + 1) : "") + ".huanjie");
        // A browser drops the first of two downloads that begin at once.
        return new Promise(function (done) { setTimeout(done, at + 1 < shared.length ? 1000 : 0); });
      });
    }, Promise.resolve()).then(function () { return shared.length; });
  };
})();
