// 手机督查: every tap is kept on the telephone first, then sent when there is a network. The pages work
// as plain forms without this file. No library, nothing newer than Chromium 80 understands; no name of
// a voter is ever kept.
(function () {
  "use strict";

  var body = document.body;
  var sheet = document.getElementById("sheet");
  var state = document.getElementById("phone-state");
  var DAY = 24 * 60 * 60 * 1000;
  var LONGEST_SIDE = 1600;
  var ENOUGH = 300 * 1024;
  var csrf = body.getAttribute("data-csrf");
  var account = body.getAttribute("data-account") || "";
  var sending = false;

  function each(list, act) { Array.prototype.forEach.call(list, act); }

  // What was not kept is said until it is kept: nothing else may take its place.
  var unkept = "";
  function say(text, tone) {
    if (unkept) { text = unkept; tone = "soon strong"; }
    state.textContent = "";
    var home = document.createElement("a");
    home.href = "/m/";
    home.textContent = "首页";
    state.appendChild(home);
    var words = document.createElement("span");
    words.textContent = text;
    if (tone) { words.className = tone; }
    state.appendChild(words);
  }

  // A note above the page.
  function tell(text, tone) {
    var main = document.getElementById("main");
    var note = document.createElement("p");
    note.className = "msg " + (tone || "warning");
    note.setAttribute("role", "alert");
    note.textContent = (tone === "done" ? "✓ " : "● ") + text;
    main.insertBefore(note, main.firstChild);
    return note;
  }

  // ---- what is kept on the telephone ----

  // A browser that has just started may leave a first request without any answer: then it is asked again, and
  // nobody ticks boxes that nothing keeps.
  var PATIENCE = 5000;
  function open(attempts) {
    return new Promise(function (done, fail) {
      if (!window.indexedDB) { fail(new Error("none")); return; }
      var late = false;
      var asked = indexedDB.open("huanjie-m", 1);
      var timer = setTimeout(function () {
        late = true;
        if (attempts > 1) {
          if (sheet) { say("本机的存储没有回应，正在再试：现在点的还没有保存", "soon"); }
          open(attempts - 1).then(done, fail);
        } else { fail(new Error("silent")); }
      }, PATIENCE);
      asked.onupgradeneeded = function () {
        asked.result.createObjectStore("sheets", { keyPath: "id" });
        asked.result.createObjectStore("photos", { keyPath: "id" });
      };
      asked.onsuccess = function () {
        clearTimeout(timer);
        if (late) { asked.result.close(); } else { done(asked.result); }
      };
      asked.onerror = function () {
        clearTimeout(timer);
        if (!late) { fail(asked.error); }
      };
    });
  }

  function ask(db, store, way, act) {
    return new Promise(function (done, fail) {
      var change = db.transaction(store, way);
      var asked = act(change.objectStore(store));
      change.oncomplete = function () { done(asked && asked.result); };
      change.onerror = change.onabort = function () { fail(change.error); };
    });
  }
  function put(db, store, row) { return ask(db, store, "readwrite", function (s) { return s.put(row); }); }
  function all(db, store) { return ask(db, store, "readonly", function (s) { return s.getAll(); }); }
  function drop(db, store, id) { return ask(db, store, "readwrite", function (s) { return s.delete(id); }); }

  function newId() {
    var bytes = new Uint8Array(16);
    crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
  }

  // ---- the clock: the server's, as far as it is known ----

  // A page opened from what the browser kept tells the time of the day it was kept: only a time later than the last
  // one told is news. Weeks earlier means another server, not an old page.
  var lag = (function () {
    var told = Number(body.getAttribute("data-now"));
    var fresh = told ? told - Date.now() : 0;
    try {
      var last = Number(localStorage.getItem("huanjie-told")) || 0;
      if (told > last || last - told > 14 * DAY) {
        localStorage.setItem("huanjie-told", String(told));
        localStorage.setItem("huanjie-clock", String(fresh));
      }
      return Number(localStorage.getItem("huanjie-clock")) || 0;
    } catch (none) { return fresh; }
  })();
  function drift() { return lag; }
  function today() {
    // The office counts days in Beijing time, wherever the telephone believes it is.
    return new Date(Date.now() + drift() + 8 * 60 * 60 * 1000).toISOString().slice(0, 10);
  }

  // 2027-02-27 as people write it.
  function spoken(day) {
    var parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day || "");
    return parts ? Number(parts[1]) + "年" + Number(parts[2]) + "月" + Number(parts[3]) + "日" : day || "没有写日期";
  }

  // ---- one sheet: restored, kept with every tap ----

  function valuesOf(form) {
    var values = {};
    each(form.elements, function (field) {
      if (!field.name || field.type === "file" || field.name === "csrf" || field.name === "key" || field.name === "id") { return; }
      if (field.type === "radio" && !field.checked) { return; }
      values[field.name] = field.value;
    });
    return values;
  }

  // What was tapped before the storage answered stays as it is on the page.
  function restore(form, values, early) {
    each(form.elements, function (field) {
      if (!field.name || !(field.name in values) || early[field.name] || field.type === "hidden" || field.type === "file") { return; }
      if (field.type === "radio") { field.checked = values[field.name] === field.value; } else { field.value = values[field.name]; }
    });
    unfold(form);
  }

  // Only 不合格 asks for more.
  function unfold(form) {
    each(form.querySelectorAll(".check-item"), function (item) {
      var bad = item.querySelector("input[type=radio][value=bad]");
      var more = item.querySelector("details.more");
      if (bad && bad.checked && more) { more.open = true; }
    });
  }

  function work(db) {
    var place = [sheet.c.value, sheet.village.value, sheet.kind.value, sheet.theme.value].join("|");
    var row = null;
    var writing = Promise.resolve();

    // Answers whether it was kept.
    function keep() {
      row.values = valuesOf(sheet);
      row.touched = Date.now();
      // Counted, not timed: a telephone's clock may be put right between two files.
      row.changes = (row.changes || 0) + 1;
      writing = writing.then(function () { return put(db, "sheets", row); }).then(function () {
        var ticked = sheet.querySelectorAll("input[type=radio]:checked").length;
        var asked = sheet.querySelectorAll(".check-item").length;
        unkept = "";
        say("已保存在本机，未上传（" + ticked + "／" + asked + "）");
        document.getElementById("carry").classList.remove("hide");
        return true;
      }).catch(function () {
        unkept = "刚才填的没有保存：本机存不下了。不要关这一页，填好后点“检查完了，上传”直接上传";
        say(unkept);
        return false;
      });
      return writing;
    }

    function shownPhotos(item) {
      return all(db, "photos").then(function (photos) {
        var mine = photos.filter(function (photo) { return photo.sheet === row.id && photo.item === item; })
          .sort(function (a, b) { return (a.made || 0) - (b.made || 0); });
        var place = sheet.querySelector('[data-photos="' + item + '"]');
        if (!place) { return; }
        var bytes = mine.reduce(function (sum, photo) { return sum + photo.blob.size; }, 0);
        place.textContent = mine.length ? " 本机 " + mine.length + " 张，" + Math.ceil(bytes / 1024) + " KB " : "";
        if (!mine.length) { return; }
        place.appendChild(button("删去最后一张", function () {
          drop(db, "photos", mine[mine.length - 1].id).then(function () { shownPhotos(item); });
        }));
      });
    }

    function takePhotos(input) {
      var item = input.name.slice(2);
      var place = sheet.querySelector('[data-photos="' + item + '"]');
      var files = Array.prototype.slice.call(input.files);
      input.value = "";
      var problems = [];
      // The sheet is kept with its first photograph: a photograph of no sheet would be found by nobody.
      files.reduce(function (before, file) {
        return before.then(function () { return smaller(file); }).then(function (blob) {
          return put(db, "photos", { id: newId(), sheet: row.id, item: item, blob: blob, name: file.name, made: Date.now() })
            .catch(function () { throw new Error("本机存不下照片“" + file.name + "”了，请先上传已有的。"); });
        }).catch(function (problem) { problems.push(problem.message); });
      }, keep()).then(function () { return shownPhotos(item); }).then(function () {
        if (place && problems.length) { place.insertBefore(document.createTextNode(" " + problems.join(" ")), place.firstChild); }
      });
    }

    all(db, "sheets").then(function (rows) {
      ready = true;
      row = rows.filter(function (one) { return one.state === "draft" && one.place === place && mine(one); })[0];
      if (row) {
        restore(sheet, row.values, early);
        say("接着上次的填：已保存在本机，未上传");
        document.getElementById("carry").classList.remove("hide");
      } else {
        row = {
          id: newId(), state: "draft", place: place, cycle: sheet.c.value, village: sheet.village.value,
          villageName: sheet.getAttribute("data-village-name"), kindName: sheet.getAttribute("data-kind-name"),
          who: body.getAttribute("data-who") || "", account: account, values: {}
        };
        if (!document.querySelector(".error") && !early.day) { sheet.day.value = today(); }
        say("点一下就保存在本机");
      }
      sheet.id.value = row.id;
      if (Math.abs(drift()) > DAY) { tell("手机的时钟不对，日期按服务器的算：" + spoken(today()) + "。"); }
      each(sheet.querySelectorAll("[data-photos]"), function (place) { shownPhotos(place.getAttribute("data-photos")); });
      sheet.setAttribute("data-ready", "1");
      document.getElementById("export-draft").addEventListener("click", function () { exportFile(db); });
      if (Object.keys(early).length) { unfold(sheet); keep(); }
      each(sheet.querySelectorAll("input[type=file]"), function (input) { if (input.files.length) { takePhotos(input); } });
      sheet.addEventListener("change", function (event) {
        if (event.target.type === "file") { takePhotos(event.target); return; }
        unfold(sheet);
        keep();
      });
      sheet.addEventListener("input", function (event) {
        if (event.target.tagName === "TEXTAREA" || event.target.type === "text") { keep(); }
      });
      sheet.addEventListener("submit", function (event) {
        event.preventDefault();
        if (!sheet.inspectors.value.trim()) { say("请填写督查人员", "soon"); sheet.inspectors.focus(); return; }
        row.state = "waiting";
        keep().then(function (kept) {
          if (!kept) { return straight(db, row); }
          sheet.classList.add("hide");
          return draw(db).then(function () { send(db); });
        });
      });
    });
  }

  // ---- photographs: made smaller here, so that a weak network can carry them ----

  function smaller(file) {
    var refused = new Error("请换一张照片：“" + file.name + "”不是照片，没有保存。");
    if (!window.createImageBitmap) {
      return file.type.indexOf("image/") === 0 ? Promise.resolve(file) : Promise.reject(refused);
    }
    return createImageBitmap(file).then(function (picture) {
      var by = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      var canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(picture.width * by));
      canvas.height = Math.max(1, Math.round(picture.height * by));
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      function written(quality) {
        return new Promise(function (done) { canvas.toBlob(done, "image/jpeg", quality); }).then(function (blob) {
          return blob.size > ENOUGH && quality > 0.4 ? written(quality - 0.15) : blob;
        });
      }
      return written(0.8);
    }, function () { throw refused; });
  }

  // ---- the outbox ----

  function isOut(row) { return row.state !== "draft"; }

  // A telephone may change hands: what one person wrote is not sent in the name of another.
  function mine(row) { return !row.account || row.account === account; }

  function told(row) {
    if (row.state === "sent") { return "已上传　回执 " + row.receipt + (row.told ? "　" + row.told : ""); }
    if (!mine(row)) { return "没有上传：请由" + row.who + "本人登录后上传，或者导出离线文件"; }
    if (row.state === "refused") { return "没有上传，请改正：" + row.problems.join(" "); }
    return "本机待传" + (row.trouble ? "　" + row.trouble : "");
  }

  // What somebody began and did not finish, with how much of it is answered.
  function answered(row) {
    return Object.keys(row.values).filter(function (name) { return /^(a|r)\./.test(name) && row.values[name]; }).length;
  }
  function begun(row) {
    return answered(row) > 0 || Object.keys(row.values).some(function (name) { return /^(n\.|rn\.|note$)/.test(name) && row.values[name]; });
  }
  function unfinished(db, row, photos) {
    var line = document.createElement("li");
    var name = document.createElement("span");
    name.className = "strong";
    name.textContent = row.villageName + "　" + row.kindName;
    var words = document.createElement("div");
    words.className = "soon";
    words.textContent = "◇ 没有填完：已填 " + answered(row) + " 项，已保存在本机，未上传"
      + (photos.length ? "　照片 " + photos.length + " 张" : "");
    line.appendChild(name);
    line.appendChild(words);
    var way = link("接着填", address(row));
    way.className = "btn slim";
    line.appendChild(way);
    line.appendChild(document.createTextNode("　"));
    line.appendChild(button("删去", function () {
      if (!window.confirm("删去" + row.villageName + "没有填完的这次检查？删去就找不回来了。")) { return; }
      photos.reduce(function (before, photo) {
        return before.then(function () { return drop(db, "photos", photo.id); });
      }, Promise.resolve()).then(function () { return drop(db, "sheets", row.id); }).then(function () { draw(db); });
    }));
    return line;
  }

  function draw(db) {
    return Promise.all([all(db, "sheets"), all(db, "photos")]).then(function (both) {
      var drafts = sheet ? [] : both[0].filter(function (row) { return !isOut(row) && mine(row); });
      var rows = both[0].filter(isOut).sort(function (a, b) { return b.touched - a.touched; });
      var photos = both[1];
      var box = document.getElementById("outbox");
      var list = document.getElementById("outbox-list");
      var waiting = rows.filter(function (row) {
        return row.state !== "sent" || photos.some(function (photo) { return photo.sheet === row.id; });
      });
      list.textContent = "";
      drafts.forEach(function (row) {
        list.appendChild(unfinished(db, row, photos.filter(function (photo) { return photo.sheet === row.id; })));
      });
      rows.forEach(function (row) {
        var line = document.createElement("li");
        var name = document.createElement("span");
        name.className = "strong";
        name.textContent = row.villageName + "　" + row.kindName + "　" + spoken(row.values.day);
        var words = document.createElement("div");
        var left = photos.filter(function (photo) { return photo.sheet === row.id; });
        words.className = row.state === "sent" ? "done" : "soon";
        words.textContent = (row.state === "sent" ? "✓ " : "● ") + told(row)
          + (left.length ? "　照片还有 " + left.length + " 张" + (left[0].trouble ? "：" + left[0].trouble : "") : "");
        line.appendChild(name);
        line.appendChild(words);
        if (row.state === "sent" && row.href) { line.appendChild(link("打开", row.href)); }
        if (row.state === "refused" && mine(row)) { line.appendChild(button("拿回来改", function () { back(db, row); })); }
        left.filter(function (photo) { return photo.refused; }).forEach(function (photo) {
          line.appendChild(button("不传这张照片", function () { drop(db, "photos", photo.id).then(function () { draw(db); }); }));
        });
        list.appendChild(line);
      });
      box.classList.toggle("hide", rows.length + drafts.length === 0);
      var none = document.getElementById("outbox-empty");
      if (none) { none.classList.toggle("hide", rows.length + drafts.length > 0); }
      var count = document.getElementById("waiting-count");
      if (count) { count.textContent = "（" + waiting.length + "）"; }
      if (waiting.length) { say("本机待传 " + waiting.length + " 次", "soon"); }
      else if (drafts.length) { say("没有填完 " + drafts.length + " 次", "soon"); }
      else if (rows.length && !(sheet && !sheet.classList.contains("hide"))) {
        say("已上传　回执 " + rows[0].receipt, "done");
      }
      return waiting;
    });
  }

  function link(words, href) {
    var made = document.createElement("a");
    made.textContent = words;
    made.href = href;
    return made;
  }
  function button(words, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "slim";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  function back(db, row) {
    row.state = "draft";
    put(db, "sheets", row).then(function () { location.href = address(row); });
  }

  // The page a sheet is filled in on.
  function address(row) {
    var v = row.values;
    return "/m/in?c=" + encodeURIComponent(row.cycle) + "&village=" + encodeURIComponent(row.village)
      + "&kind=" + encodeURIComponent(v.kind) + "&theme=" + encodeURIComponent(v.theme || "");
  }

  // Failing to reach the server is not failing: the sheet waits.
  function post(address, content) {
    return fetch(address, { method: "POST", body: content, credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" } })
      .then(function (answer) {
        if (answer.type === "opaqueredirect") { throw new Error("请先登录，再上传"); }
        if (answer.status === 413) { return { problems: ["文件太大，服务器没有收。"] }; }
        if (answer.status === 200 || answer.status === 422) { return answer.json(); }
        if (answer.status === 403) { throw new Error("stale"); }
        throw new Error("服务器暂时不能收（" + answer.status + "），稍后再传");
      }, function () { throw new Error("网络不通"); });
  }

  // The page may be older than the session: the token of a fresh page is tried once.
  function posted(address, build) {
    return post(address, build(csrf)).catch(function (problem) {
      if (problem.message !== "stale") { throw problem; }
      return fetch("/m/out", { credentials: "same-origin", redirect: "manual", cache: "no-store" }).then(function (answer) {
        if (answer.type === "opaqueredirect" || !answer.ok) { throw new Error("请先登录，再上传"); }
        return answer.text();
      }).then(function (html) {
        var fresh = new DOMParser().parseFromString(html, "text/html").body;
        if ((fresh.getAttribute("data-account") || "") !== account) { throw new Error("已换人登录，请由本人登录后上传"); }
        csrf = fresh.getAttribute("data-csrf");
        return post(address, build(csrf));
      }).catch(function (again) {
        throw again.message === "stale" ? new Error("请刷新页面后再上传") : again;
      });
    });
  }

  function delivered(row) {
    return posted("/m/send", function (token) {
      var content = new URLSearchParams();
      Object.keys(row.values).forEach(function (name) { if (row.values[name] !== "") { content.append(name, row.values[name]); } });
      content.append("csrf", token);
      content.append("key", row.id);
      content.append("id", row.id);
      return content;
    });
  }

  function taken(row, answer) {
    row.state = "sent";
    row.receipt = answer.receipt;
    row.href = answer.href;
    row.told = answer.desk ? "办公室已经补录过，手机上后来填的没有存，请到办公室核对"
      : answer.doubted ? "手机日期不对，请到办公室核对" : "";
    row.touched = Date.now();
  }

  // Where this telephone keeps nothing more, the sheet goes straight from the page; the page stays until it is there.
  function straight(db, row) {
    row.state = "draft";
    return delivered(row).then(function (answer) {
      if (answer.problems) { tell("没有上传，请改正：" + answer.problems.join(" ")).scrollIntoView(); return null; }
      taken(row, answer);
      unkept = "";
      say("已上传　回执 " + row.receipt, "done");
      sheet.classList.add("hide");
      tell("已上传　" + row.villageName + "　" + row.kindName + "　回执 " + row.receipt + (row.told ? "　" + row.told : ""), "done").scrollIntoView();
      // What the telephone had kept of it before makes room; photographs that were kept go after it.
      return drop(db, "sheets", row.id).then(function () { return put(db, "sheets", row); }).catch(function () { /* shown above */ })
        .then(function () { return all(db, "photos"); }).then(function (photos) {
          return photos.filter(function (photo) { return photo.sheet === row.id && !photo.refused; }).reduce(function (before, photo) {
            return before.then(function () { return sendPhoto(db, row, photo); });
          }, Promise.resolve());
        }).catch(function () { /* the photographs wait for the next try */ }).then(function () { return draw(db); });
    }, function (problem) {
      unkept = "没有保存，也没有上传：" + problem.message + "。不要关这一页，有了网络再点一次“检查完了，上传”";
      say(unkept);
    });
  }

  function sendSheet(db, row) {
    return delivered(row).then(function (answer) {
      if (answer.problems) {
        row.state = "refused";
        row.problems = answer.problems;
      } else {
        taken(row, answer);
      }
      row.trouble = "";
      return put(db, "sheets", row);
    }, function (problem) {
      row.trouble = problem.message;
      return put(db, "sheets", row).then(function () { throw problem; });
    });
  }

  function sendPhoto(db, row, photo) {
    return posted("/m/photo", function (token) {
      var content = new FormData();
      content.append("csrf", token);
      content.append("key", photo.id);
      content.append("c", row.cycle);
      content.append("id", row.id);
      content.append("photo_id", photo.id);
      content.append("item", photo.item);
      content.append("photo", photo.blob, photo.blob.type === "image/jpeg" ? "照片.jpg" : photo.name);
      return content;
    }).then(function (answer) {
      if (!answer.problems) { return drop(db, "photos", photo.id); }
      photo.trouble = answer.problems.join(" ");
      photo.refused = true;
      return put(db, "photos", photo);
    });
  }

  function send(db) {
    if (sending) { return Promise.resolve(); }
    sending = true;
    return all(db, "sheets").then(function (rows) {
      return rows.filter(function (row) { return row.state === "waiting" && mine(row); }).reduce(function (before, row) {
        return before.then(function () { return sendSheet(db, row); });
      }, Promise.resolve());
    }).then(function () {
      return Promise.all([all(db, "sheets"), all(db, "photos")]);
    }).then(function (both) {
      // Text first, then the photographs one by one.
      return both[1].filter(function (photo) { return !photo.refused; }).reduce(function (before, photo) {
        var row = both[0].filter(function (one) { return one.id === photo.sheet && one.state === "sent" && mine(one); })[0];
        return row ? before.then(function () { return sendPhoto(db, row, photo); }) : before;
      }, Promise.resolve());
    }).catch(function () { /* said beside the sheet; the next try comes by itself */ }).then(function () {
      sending = false;
      return prune(db);
    }).then(function () { return draw(db); });
  }

  // What was sent is shown for a week, then forgotten.
  function prune(db) {
    return all(db, "sheets").then(function (rows) {
      return Promise.all(rows.filter(function (row) {
        return row.state === "sent" && Date.now() - row.touched > 7 * DAY;
      }).map(function (row) { return drop(db, "sheets", row.id); }));
    });
  }

  // ---- carried to the office as a file ----

  function exportFile(db) {
    say("正在加密……");
    return Promise.all([all(db, "sheets"), all(db, "photos")]).then(function (both) {
      // A sheet that came through without all its photographs is carried once more: the office takes what it lacks.
      var rows = both[0].filter(function (row) {
        var photographed = both[1].some(function (photo) { return photo.sheet === row.id && !photo.refused; });
        return row.state === "waiting" || row.state === "refused" || (row.state === "sent" && photographed)
          || (row.state === "draft" && (photographed || begun(row)));
      });
      var drafts = rows.filter(function (row) { return row.state === "draft"; }).length;
      if (!rows.length) { say("没有要导出的：本机的检查都已上传"); return null; }
      return window.phoneFile(rows, both[1], today(), new Date(Date.now() + drift()).toISOString()).then(function (files) {
        say("已导出 " + rows.length + " 次" + (drafts ? "（没有填完 " + drafts + " 次）" : "")
          + (files > 1 ? "，分成 " + files + " 个文件" : "") + "，只有办公室打得开。导入以前本机仍然留着", "soon");
      });
    }).catch(function (problem) { say("没有导出：" + problem.message, "soon"); });
  }

  // A form that came back leads to its first mistake: it is long.
  (function () {
    var box = document.getElementById("problems");
    var first = document.querySelector("#sheet .error");
    if (!box || !first) { return; }
    first.id = first.id || "first-error";
    box.appendChild(link("看第一处", "#" + first.id));
  })();

  // ---- start ----

  // Taps that come before the storage answers are not lost.
  var early = {};
  var ready = false;
  if (sheet) {
    say("正在打开本机的存储……");
    each(["change", "input"], function (kind) {
      sheet.addEventListener(kind, function (event) { if (!ready && event.target.type !== "file") { early[event.target.name] = true; } });
    });
  }

  open(4).then(function (db) {
    if (sheet) { work(db); }
    document.getElementById("send-now").addEventListener("click", function () { send(db); });
    document.getElementById("export").addEventListener("click", function () { exportFile(db); });
    window.addEventListener("online", function () { send(db); });
    document.addEventListener("visibilitychange", function () { if (!document.hidden) { send(db); } });
    setInterval(function () {
      all(db, "sheets").then(function (rows) { if (rows.some(function (row) { return row.state === "waiting" && mine(row); })) { send(db); } });
    }, 15000);
    draw(db).then(function () { send(db); });
  }).catch(function () {
    say("这个浏览器不能在本机保存，填好后请直接上传", "soon");
    if (sheet) { tell("这一页填的不会保存在本机：浏览器的存储打不开。请在有网络的地方填，填好就上传；也可以关掉浏览器重新打开再试。"); }
  });

  // Only where the address is trusted; elsewhere an open page still keeps and sends.
  if (window.isSecureContext && "serviceWorker" in navigator) {
    navigator.serviceWorker.register("/m/worker.js", { scope: "/m/" }).catch(function () { /* works without */ });
  }
  if (/MicroMessenger/i.test(navigator.userAgent)) {
    tell("请用手机自带的浏览器打开这个地址：微信里可能存不住没有上传的检查。");
  }
})();
