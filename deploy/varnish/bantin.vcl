vcl 4.1;
# An edge before the websites: Varnish with varnish-modules. It keeps what Bantin marks for it, and
# nothing else; docs/features/edge.md says how.

import std;
import var;
import vsthrottle;
import xkey;

# Two instances of gunicorn at one socket. What nobody waits for but one reader may take as long as
# nginx waits.
backend bantin {
    .path = "@{RUN}/web.sock";
    .connect_timeout = 10s;
    .first_byte_timeout = 90s;
    .between_bytes_timeout = 60s;
}
# Where its processes answer health checks beside all requests, and nothing else. Bantin is not there
# where none of four in a row was answered; one process that hangs loses some.
backend health {
    .host = "@{HEALTH_ADDRESS}";
    .probe = {
        .url = "/healthz";
        .interval = 500ms;
        .timeout = 1s;
        .window = 4;
        .threshold = 1;
        .initial = 1;
    }
}

sub vcl_recv {
    if (req.restarts == 0) {
        unset req.http.Edge-Outage;
        unset req.http.Edge-TTL;
        # Varnish has added the address of nginx; Bantin counts on the one that nginx has seen.
        set req.http.X-Forwarded-For = regsub(req.http.X-Forwarded-For, ", *[^,]*$", "");
    }
    # The address for purges serves nothing else, and the one for pages does not purge.
    if (local.socket == "purge") {
        if (req.method != "PURGE") {
            return (synth(405));
        }
        if (std.getenv("EDGE_SECRET") == "" || req.http.Edge-Secret != std.getenv("EDGE_SECRET")) {
            return (synth(403));
        }
        # First the mark that fetches are compared with, then what is kept.
        var.global_set("purge", req.xid);
        set req.http.Edge-Purged = xkey.purge(req.http.Edge-Codes);
        return (synth(204));
    }
    # What writes, nginx sends to Bantin itself.
    if (req.method != "GET" && req.method != "HEAD") {
        return (synth(405));
    }
    # A reader who has given the password of a page.
    if (req.http.Cookie ~ "(^|[; ])(__Host-)?sessionid=") {
        return (pass);
    }
    # Bantin is not there, or its database: what is kept is served at once. Who has answered a reader
    # just now is there, whatever becomes of checks.
    if ((!std.healthy(health)
            && std.real(var.global_get("here-until"), 0.0) < std.time2real(now, 0.0))
        || std.real(var.global_get("away-until"), 0.0) > std.time2real(now, 0.0)) {
        set req.http.Edge-Outage = "yes";
    }
    # What is no longer fresh is for outages alone, as long as Bantin has said.
    set req.grace = 0s;
    if (req.http.Edge-Outage) {
        set req.grace = 10000h;
    }
    # Of a file in a bucket Bantin cuts out the range, and of one on the disk nginx.
    if (req.http.Range && std.getenv("MEDIA_STORAGE") ~ "^s3" && req.url ~ "^/(documents|media)/") {
        return (pass);
    }
    # A page is answered as a whole.
    unset req.http.Range;
    return (hash);
}

sub vcl_hash {
    hash_data(req.url);
    hash_data(req.http.host);
    hash_data(req.http.X-Forwarded-Proto);
    return (lookup);
}

sub vcl_hit {
    if (obj.ttl <= 0s) {
        set req.http.Edge-TTL = std.integer(duration=obj.ttl);
    }
    return (deliver);
}

sub vcl_miss {
    if (req.http.Edge-Outage) {
        # Bantin's own words about it.
        return (pass);
    }
    # Who has waited for an answer that did not come does not wait for the next one too.
    if (vsthrottle.remaining("page " + req.http.host + req.url, 1, 5s) < 1
        || std.real(var.global_get("away-until"), 0.0) > std.time2real(now, 0.0)) {
        set req.http.Edge-Outage = "yes";
        return (restart);
    }
    return (fetch);
}

sub vcl_backend_fetch {
    # Behind the back of a reader who has been served in an outage: others would wait for it. But
    # where only checks say so, one a second tries whether they are right.
    if (bereq.is_bgfetch && (std.healthy(health) || vsthrottle.is_denied("trial", 1, 1s))) {
        return (abandon);
    }
    set bereq.http.Surrogate-Capability = "bantin=Surrogate/1.0";
    # The answer must not depend on what one reader has sent besides. Nor may Bantin have to refuse
    # a body, since it does so unread.
    unset bereq.body;
    unset bereq.http.Content-Type;
    if (!bereq.uncacheable) {
        # The last purge before Bantin is asked.
        set bereq.http.Edge-Purge = var.global_get("purge");
        set bereq.first_byte_timeout = 10s;
    }
    return (fetch);
}

sub vcl_backend_response {
    if (beresp.http.Edge-Away) {
        # Its database is away, so that it has nothing newer for anybody.
        var.global_set("away-until", std.time2real(now + 2s, 0.0));
    } elseif (beresp.status != 503) {
        vsthrottle.remove_bucket("page " + bereq.http.host + bereq.url, 1, 5s);
        vsthrottle.remove_bucket("no answer", 4, 10s);
        if (!std.healthy(health)) {
            var.global_set("here-until", std.time2real(now + 5s, 0.0));
        }
        if (var.global_get("away-until") != "") {
            var.global_set("away-until", "");
        }
    }
    if (bereq.uncacheable) {
        return (deliver);
    }
    # Errors, and what Bantin serves in an outage, do not take the place of what is kept.
    if (beresp.status == 500 || beresp.status == 502 || beresp.status == 503
        || beresp.status == 504 || beresp.http.Cache-Status) {
        return (abandon);
    }
    # Nor do refusals, which a reader can provoke. A page that is kept is asked for by its ETag; of a
    # file on the disk the leave to hand it out is kept, which has none. 421: the host has gone.
    if ((bereq.http.If-None-Match || bereq.url ~ "^/(documents|media)/") && beresp.status >= 400
        && beresp.status != 404 && beresp.status != 410 && beresp.status != 421) {
        return (abandon);
    }
    set beresp.keep = 0s;
    # Not if anything was purged meanwhile: it may have been drawn before. Until the first purge
    # after a start both are nothing, which Varnish compares with nothing as different.
    if (beresp.http.Edge-Fresh-Until
        && "at " + bereq.http.Edge-Purge == "at " + var.global_get("purge")) {
        set beresp.ttl = std.time(beresp.http.Edge-Fresh-Until, now) - now;
        set beresp.grace = std.time(beresp.http.Edge-Keep-Until, now)
            - std.time(beresp.http.Edge-Fresh-Until, now);
        # The bound holds too where a clock is wrong.
        if (beresp.ttl > 30s) {
            set beresp.ttl = 30s;
        }
        if (beresp.ttl > 0s) {
            if (beresp.http.Content-Type ~ "^(text/|application/(.*\+)?(json|xml)|image/svg)"
                && !beresp.http.X-Accel-Redirect) {
                set beresp.do_gzip = true;
            }
            return (deliver);
        }
    }
    # Remembered for a moment, so that others do not wait for this answer.
    unset beresp.http.xkey;
    set beresp.ttl = 10s;
    set beresp.grace = 0s;
    set beresp.uncacheable = true;
    return (deliver);
}

sub vcl_backend_error {
    # No answer. That says something about this page, for five seconds, and not about others: a
    # stranger chooses what is asked. But where five pages were asked for within ten seconds, and
    # nothing at all was answered meanwhile, Bantin is away for everybody.
    if (!bereq.uncacheable
        && !vsthrottle.is_denied("page " + bereq.http.host + bereq.url, 1, 5s)
        && vsthrottle.is_denied("no answer", 4, 10s)) {
        var.global_set("away-until", std.time2real(now + 5s, 0.0));
    }
    return (abandon);
}

sub vcl_deliver {
    unset resp.http.xkey;
    unset resp.http.Edge-Fresh-Until;
    unset resp.http.Edge-Keep-Until;
    unset resp.http.Edge-Away;
    unset resp.http.Via;
    unset resp.http.X-Varnish;
    if (req.http.X-Request-Id) {
        set resp.http.X-Request-Id = req.http.X-Request-Id;
    }
    if (req.http.Edge-TTL) {
        set resp.http.Cache-Status = "BantinEdge; hit; ttl=" + req.http.Edge-TTL
            + "; detail=origin-away";
    }
    return (deliver);
}

sub vcl_synth {
    if (local.socket == "purge" || resp.status == 405) {
        return (deliver);
    }
    if (!req.http.Edge-Outage && (req.method == "GET" || req.method == "HEAD")) {
        set req.http.Edge-Outage = "yes";
        return (restart);
    }
    unset resp.http.X-Varnish;
    # nginx has a page for it.
    set resp.http.X-Accel-Redirect = "/-/nginx/away";
    return (deliver);
}
