// What has been changed of a file that a script uploads is said where Wagtail says everything else;
// see sites/middleware/uploads.py. Wagtail's scripts for files are jQuery's.
window.jQuery(document).ajaxComplete((event, request) => {
  const notes = JSON.parse(request.getResponseHeader("X-Upload-Notes") || "[]");
  for (const text of notes) {
    const detail = { text, type: "warning" };
    document.dispatchEvent(new CustomEvent("w-messages:add", { detail }));
  }
});
