/** The frame of a banner is as high as the banner: what citizens will see is seen whole. */
const frame = document.querySelector(".air-banner");

function fit() {
  const edges = frame.offsetHeight - frame.clientHeight;
  frame.style.blockSize = `${frame.contentDocument.body.scrollHeight + edges}px`;
}

function follow() {
  if (frame.contentDocument?.body) new ResizeObserver(fit).observe(frame.contentDocument.body);
}

frame.addEventListener("load", follow);
// It may have come before this script.
follow();
