/** A frame that shows a page begins with the page's content, below its header and notices. */
function begin(frame) {
  const content = frame.contentDocument?.getElementById(frame.dataset.beginWith);
  // An address with a fragment would scroll the screen around the frame too.
  if (content) frame.contentWindow.scrollTo(0, content.offsetTop);
}

for (const frame of document.querySelectorAll("iframe[data-begin-with]")) {
  frame.addEventListener("load", () => begin(frame));
  if (frame.contentDocument?.readyState === "complete") begin(frame);
}
