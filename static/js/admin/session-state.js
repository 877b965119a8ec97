/** Does the session of the person who opened this page still stand? The server says. */

export const ALIVE = "alive";
export const ENDED = "ended";
export const OTHER = "other";
export const OFFLINE = "offline";

/** Connects the pages of one browser: whoever signs in again says so here. */
export const channel = new BroadcastChannel("bantin-session");

const MILLISECONDS_TO_ANSWER = 10_000;

/**
 * Ask who is signed in.
 *
 * @param {string} url where to ask
 * @param {string} user the key of the person who opened the page
 * @returns {Promise<{state: string, token?: string, name?: string}>}
 */
export async function ask(url, user) {
  let response;
  try {
    // A redirect leads to the sign-in page or to the second factor: it is not followed.
    response = await fetch(url, {
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(MILLISECONDS_TO_ANSWER),
    });
    if (response.status >= 500) return { state: OFFLINE };
    if (!response.ok) return { state: ENDED };
    const answer = await response.json();
    return { ...answer, state: answer.user === user ? ALIVE : OTHER };
  } catch {
    return { state: OFFLINE };
  }
}

/** Give every form of the page, and Wagtail's own requests, the token of the new session. */
export function renewTokens(token) {
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
    field.value = token;
  }
  window.wagtailConfig.CSRF_TOKEN = token;
}
