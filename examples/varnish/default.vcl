# Varnish 6 or newer, with the module xkey of varnish-modules, in front of Broadsheet. See docs/cdn.md.
vcl 4.1;

import std;
import xkey;

# Where the API listens.
backend default {
    .host = "127.0.0.1";
    .port = "3000";
}

# Who may purge: the machines that the API runs on.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ purgers) {
            return (synth(403, "Forbidden"));
        }
        if (!req.http.Surrogate-Key) {
            return (synth(400, "Surrogate-Key is missing"));
        }
        return (synth(200, "Purged " + xkey.purge(req.http.Surrogate-Key)));
    }
    # Subscriptions.
    if (req.http.Upgrade ~ "(?i)websocket") {
        return (pipe);
    }
    # Answers to one caller are not for others. POST passes by itself.
    if (req.http.Authorization || req.http.Preview-Token || req.http.Comment-Token || req.http.Broadsheet-After) {
        return (pass);
    }
    # The API looks at no cookies, and what has some would not be kept.
    unset req.http.Cookie;
}

sub vcl_pipe {
    set bereq.http.Upgrade = req.http.Upgrade;
    set bereq.http.Connection = req.http.Connection;
}

sub vcl_backend_response {
    # By these keys an answer is found again when it is purged.
    set beresp.http.xkey = beresp.http.Surrogate-Key;
    # How long it may stay when nothing purges it. Without keys it never stays longer than for anyone else.
    if (beresp.http.Surrogate-Key && beresp.http.Surrogate-Control ~ "max-age=[0-9]+") {
        set beresp.ttl = std.duration(
            regsub(beresp.http.Surrogate-Control, "^.*max-age=([0-9]+).*$", "\1") + "s", 0s);
    }
    # Nothing is shown beyond its time.
    set beresp.grace = 0s;
}

sub vcl_deliver {
    # Between the API and this cache.
    unset resp.http.xkey;
    unset resp.http.Surrogate-Key;
    unset resp.http.Surrogate-Control;
}
