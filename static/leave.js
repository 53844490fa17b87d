// 退出以前: inspections that a telephone still keeps are told, and signing out waits for them. Without a script
// nothing is kept on the telephone, and nothing is asked. No library, nothing newer than Chromium 80 understands.
(function () {
  "use strict";
  if (!window.indexedDB) { return; }

  // Opens what the pages of the telephone keep; makes nothing where there is nothing.
  function kept() {
    return new Promise(function (done) {
      var asked = indexedDB.open("huanjie-m", 1);
      asked.onupgradeneeded = function () { asked.transaction.abort(); };
      asked.onerror = function (event) { event.preventDefault(); done([]); };
      asked.onsuccess = function () {
        var db = asked.result;
        var reading = db.transaction(["sheets", "photos"], "readonly");
        var sheets = reading.objectStore("sheets").getAll();
        var photos = reading.objectStore("photos").getAll();
        reading.oncomplete = function () {
          db.close();
          done(sheets.result.filter(function (row) {
            var photographed = photos.result.some(function (photo) { return photo.sheet === row.id; });
            var begun = Object.keys(row.values || {}).some(function (name) { return /^(a|r)\./.test(name) && row.values[name]; });
            return row.state === "waiting" || row.state === "refused" || (row.state === "sent" && photographed)
              || (row.state === "draft" && (begun || photographed));
          }));
        };
        reading.onerror = reading.onabort = function () { db.close(); done([]); };
      };
    });
  }

  function element(name, words, kind) {
    var made = document.createElement(name);
    made.textContent = words;
    if (kind) { made.className = kind; }
    return made;
  }

  // A note above the page; one of them at most.
  function note(text) {
    var main = document.getElementById("main");
    var old = document.getElementById("still-kept");
    if (old) { old.parentNode.removeChild(old); }
    var box = element("div", "", "msg warning");
    box.id = "still-kept";
    box.tabIndex = -1;
    box.setAttribute("role", "alert");
    box.appendChild(element("p", "● " + text));
    main.insertBefore(box, main.firstChild);
    return box;
  }

  function each(selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); }

  each("form[action='/logout']", function (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      kept().then(function (rows) {
        if (!rows.length) { form.submit(); return; }
        var villages = rows.map(function (row) { return row.villageName; }).filter(function (name, at, all) {
          return all.indexOf(name) === at;
        });
        var box = note("请先上传再退出：这台设备上还有 " + rows.length + " 次检查没有传完或者没有填完（" + villages.slice(0, 3).join("、")
          + (villages.length > 3 ? "等" : "") + "）。退出以后要由本人再登录才能上传，清除浏览器数据就找不回来了。");
        var ways = element("div", "", "actions");
        var out = element("a", "去上传，或者导出离线文件", "btn");
        out.href = "/m/out";
        var go = element("button", "不上传，仍要退出", "slim");
        go.type = "button";
        go.addEventListener("click", function () { form.submit(); });
        ways.appendChild(out);
        ways.appendChild(document.createTextNode(" "));
        ways.appendChild(go);
        box.appendChild(ways);
        Array.prototype.forEach.call(form.querySelectorAll("button"), function (button) { button.disabled = false; });
        each(".who[open]", function (menu) { menu.removeAttribute("open"); });
        box.focus();
        box.scrollIntoView({ block: "nearest" });
      });
    });
  });

  // Whoever signs in here next should know whose they are.
  if (location.pathname === "/login") {
    kept().then(function (rows) {
      if (!rows.length) { return; }
      var names = rows.map(function (row) { return row.who; }).filter(function (name, at, all) {
        return name && all.indexOf(name) === at;
      });
      note("请由" + (names.join("、") || "做检查的本人") + "登录后上传：这台设备上还有 " + rows.length
        + " 次检查没有传完，别人登录不会替本人上传。");
    });
  }
})();
