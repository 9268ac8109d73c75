package transport

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// route is what a connection may be reused for.
type route struct {
	scheme, host string // of the request's URL
	proxy        string // the proxy's URL with its credentials; empty without one
}

// route decides where req goes, or why it goes nowhere.
func (t *Transport) route(req *http.Request) (r route, proxy *url.URL, err error) {
	if err := req.Context().Err(); err != nil {
		return r, nil, err
	}
	if req.URL == nil || req.URL.Host == "" {
		return r, nil, errors.New("the request's URL has no host")
	}
	if req.URL.Scheme != "http" && req.URL.Scheme != "https" {
		return r, nil, fmt.Errorf("the URL's scheme must be http or https, not %q", req.URL.Scheme)
	}
	r = route{scheme: req.URL.Scheme, host: req.URL.Host}
	if t.Proxy == nil {
		return r, nil, nil
	}
	proxy, err = t.Proxy(req)
	if err != nil || proxy == nil {
		return r, nil, err
	}
	if proxy.Scheme != "http" && proxy.Scheme != "https" {
		return r, nil, fmt.Errorf("the proxy's scheme must be http or https, not %q", proxy.Scheme)
	}
	r.proxy = proxy.String()
	return r, proxy, nil
}

// proxyAuthorization is the header for the proxy's credentials, if it has any.
func proxyAuthorization(proxy *url.URL) string {
	if proxy.User == nil {
		return ""
	}
	password, _ := proxy.User.Password() // empty when the URL has none, which is what Basic wants
	login := proxy.User.Username() + ":" + password
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(login))
}
