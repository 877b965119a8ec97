// Shows the notes on an uploaded file (what was changed in it) as messages of Wagtail. The header is
// set by sites/middleware/uploads.py; Wagtail uploads files with jQuery, hence ajaxComplete.
window.jQuery(document).ajaxComplete((event, request) => {
  const notes = JSON.parse(request.getResponseHeader("X-Upload-Notes") || "[]");
  for (const text of notes) {
    const detail = { text, type: "warning" };
    document.dispatchEvent(new CustomEvent("w-messages:add", { detail }));
  }
});
