"""What tries to run when an editor's words are taken for HTML; each would ask for ``/canary/``."""

RUN = "fetch('/canary/')"
URL = f"javascript:{RUN}"
GADGETS = (
    # Controllers of the admin's own scripts: they swap in what another address answers, or send
    # a form, without a click.
    '<form data-controller="w-swap w-action" data-w-swap-src-value="/canary/swap" action="/canary/"'
    ' data-w-swap-target-value="body" data-action="animationend->w-swap#submit'
    ' focusin@document->w-action#post mousemove@document->w-swap#submit"'
    ' data-w-action-url-value="/canary/action"><input name="is_superuser" value="on" autofocus>'
    "</form>"
    '<div data-controller="w-init w-teleport" data-w-init-event-value="x"></div>'
    '<button data-controller="w-action" data-action="w-action#post" autofocus'
    ' data-w-action-url-value="/canary/action">x</button>'
)
SAMPLES = {
    "comment": f'<!--> <img src=x onerror="{RUN}">{GADGETS} -->ok',
    "comment-dash": f'<!---> <img src=x onerror="{RUN}"> -->ok',
    "comment-bang": f'<!-- --!> <img src=x onerror="{RUN}"> -->ok',
    "gadgets": GADGETS,
    "script": f"</script><script>{RUN}</script><script src=/canary/></script>",
    "wagtail-script": "<script src=/static/wagtailadmin/js/core.js></script>" + GADGETS,
    "svg": f"<svg onload={RUN}><animate onbegin={RUN} attributeName=x><script>{RUN}</script></svg>",
    "svg-use": f'<svg><use href="data:image/svg+xml,<svg id=x onload={RUN}>#x"/></svg>',
    "mathml": f'<math><mtext><table><mglyph><style><img src=x onerror="{RUN}"></style></math>',
    "mathml-link": f'<math href="{URL}"><mi xlink:href="{URL}">x</mi></math>',
    "mutation": f'<p id="</noscript><img src=x onerror={RUN}>"><noscript><p title="</noscript>'
    f'<img src=x onerror={RUN}>">',
    "template-tag": "{{ request }}{% debug %}{% load static %}{% include 'x' %}",
    "template": f'<template><img src=x onerror="{RUN}"></template>'
    f'<template shadowrootmode=open><img src=x onerror="{RUN}"></template>',
    "srcdoc": f'<iframe srcdoc="<script>{RUN}</script>"></iframe><iframe src="{URL}"></iframe>',
    "base": '<base href="/canary/">',
    "refresh": '<meta http-equiv="refresh" content="0;url=/canary/">',
    "form": '<form action="/canary/" id=f></form><input form=f formaction="/canary/" type=image '
    'src="/canary/" autofocus>',
    "link": f'<a href="{URL}" id=a1 autofocus onfocus="{RUN}">x</a>'
    '<a href="data:text/html,x">y</a>',
    "style": '<style>@import "/canary/";</style><link rel=stylesheet href=/canary/>'
    '<p style="background:url(/canary/)">x</p>',
    "object": '<object data="/canary/"></object><embed src="/canary/"><video src="/canary/">'
    '<picture><source srcset="/canary/"><img src="/canary/"></picture>',
    "attribute": f'"><img src=x onerror="{RUN}"> \' onmouseover=\'{RUN}\' autofocus onfocus="{RUN}',
}
MARKUP = "".join(SAMPLES.values())
