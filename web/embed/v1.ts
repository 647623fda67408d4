/**
 * The script of the tag. It makes the frame where the tag stands and hands it a signed token whenever one is wanted:
 *   <script async src="…/embed/v1.js" data-site="KEY" data-token-url="/deskbell-token?account=42"></script>
 * `data-token-url` is an address of the application's own server; it answers with the token as text.
 */
const tag = document.currentScript as HTMLScriptElement | null;

if (tag) {
  const { site = "", tokenUrl = "", height = "520", title = "Messages" } = tag.dataset;
  const origin = new URL(tag.src).origin;
  const frame = document.createElement("iframe");
  frame.src = `${origin}/embed/messages?site=${encodeURIComponent(site)}`;
  frame.title = title;
  frame.style.cssText = `width:100%;height:${Number.parseInt(height, 10) || 520}px;border:0`;
  addEventListener("message", async (event) => {
    if (event.source !== frame.contentWindow || event.origin !== origin) return;
    if (event.data?.deskbell !== "token-wanted") return;
    try {
      const answer = await fetch(tokenUrl, { credentials: "same-origin", cache: "no-store" });
      const token = (await answer.text()).trim();
      if (answer.ok) frame.contentWindow?.postMessage({ deskbell: "token", token }, origin);
    } catch {
      // The frame asks again.
    }
  });
  tag.after(frame);
}

export {};
