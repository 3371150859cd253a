// Shows a push while nobody looks, and leads to what it is about. It keeps nothing and caches nothing.

self.addEventListener("push", (event) => {
  const news = event.data?.json() ?? {};
  const shown = { body: news.body, tag: news.tag, data: { url: news.url }, icon: "/static/cairn/icon-192.png", badge: "/static/cairn/icon-192.png" };
  event.waitUntil(self.registration.showNotification(news.title ?? "News", shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url ?? "/notifications"));
});

// An open desk comes to the front and goes there; without one a window opens. Never to another site.
async function open(url) {
  const there = new URL(url, self.location.origin);
  if (there.origin !== self.location.origin) return;
  const [desk] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!desk) return self.clients.openWindow(there.href);
  await desk.focus();
  return desk.navigate(there.href).catch(() => self.clients.openWindow(there.href));
}
