// Keeps the pages below /m/ that were opened once, so that they open without a network. Registered
// only where the address is trusted. It never answers for a page of the office.
"use strict";
var STORE = "huanjie-m-1";

self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.map(function (name) {
      return name !== STORE && name.indexOf("huanjie-m-") === 0 ? caches.delete(name) : null;
    }));
  }).then(function () { return self.clients.claim(); }));
});

self.addEventListener("fetch", function (event) {
  var request = event.request;
  var address = new URL(request.url);
  var ours = address.origin === self.location.origin
    && (address.pathname.indexOf("/m/") === 0 || address.pathname.indexOf("/static/") === 0);
  if (request.method !== "GET" || !ours) { return; }
  event.respondWith(fetch(request).then(function (answer) {
    // A page that leads to the sign-in page is not the page that was asked for.
    if (answer.ok && !answer.redirected) {
      var copy = answer.clone();
      event.waitUntil(caches.open(STORE).then(function (store) { return store.put(request, copy); }));
    }
    return answer;
  }).catch(function () {
    return caches.match(request).then(function (kept) {
      if (kept) { return kept; }
      if (request.mode === "navigate") { return caches.match("/m/"); }
      return Response.error();
    });
  }));
});
