/** Tell the pages of this browser that somebody has signed in, and leave. */
import { channel } from "./session-state.js";

channel.postMessage("signed in");
window.close();
