// Conveniences only: every page works without this file. No library, nothing newer than
// Chromium 80 understands.
(function () {
  "use strict";

  function each(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }

  // 筛选: a choice takes effect at once; names in the matrix are filtered while typing.
  each("form.filters select", function (select) {
    select.addEventListener("change", function () { select.form.submit(); });
  });
  each("form[data-filter] input[type=search]", function (input) {
    input.addEventListener("input", function () {
      var wanted = input.value.trim();
      each(input.form.getAttribute("data-filter") + " tbody tr", function (row) {
        var name = row.querySelector("th");
        row.classList.toggle("hide", Boolean(name) && name.textContent.indexOf(wanted) < 0);
      });
    });
  });

  // 全选 in the head of a list with check boxes.
  each("form[data-ticks]", function (form) {
    var head = form.querySelector("th.tick");
    var boxes = form.querySelectorAll("td.tick input");
    if (!head || !boxes.length) { return; }
    var all = document.createElement("input");
    all.type = "checkbox";
    all.setAttribute("aria-label", "全选");
    all.addEventListener("change", function () {
      Array.prototype.forEach.call(boxes, function (box) { box.checked = all.checked; });
    });
    head.appendChild(all);
  });

  // 拖放: show where a file may be dropped; the browser does the rest.
  each("input[data-drop]", function (input) {
    ["dragenter", "dragover"].forEach(function (name) {
      input.addEventListener(name, function () { input.classList.add("drop-here"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      input.addEventListener(name, function () { input.classList.remove("drop-here"); });
    });
  });

  // A second press of a button while the first is on its way does nothing. The server would
  // recognise the repeated form anyway. Back-forward navigation gives the buttons back.
  each("form[method=post]", function (form) {
    form.addEventListener("submit", function () {
      setTimeout(function () {
        Array.prototype.forEach.call(form.querySelectorAll("button"), function (button) { button.disabled = true; });
      }, 0);
      if (form.querySelector("[name=what]")) {
        setTimeout(function () {
          Array.prototype.forEach.call(form.querySelectorAll("button"), function (button) { button.disabled = false; });
        }, 4000);
      }
    });
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      each("form[method=post] button", function (button) { button.disabled = false; });
    }
  });

  // A long form that came back leads to its first mistake.
  (function () {
    var box = document.getElementById("problems");
    var first = document.querySelector("main .error:not(#problems)");
    if (!box || !first || box.contains(first)) { return; }
    first.id = first.id || "first-error";
    var way = document.createElement("a");
    way.href = "#" + first.id;
    way.textContent = "看第一处";
    box.appendChild(way);
  })();

  // Folded groups are printed whole.
  window.addEventListener("beforeprint", function () {
    each("details.group-fold", function (group) { group.open = true; });
  });

  // An open menu closes when something else is pressed.
  document.addEventListener("click", function (event) {
    each(".who[open], .bar details[open]", function (menu) {
      if (!menu.contains(event.target)) { menu.removeAttribute("open"); }
    });
  });
})();
