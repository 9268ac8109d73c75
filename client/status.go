package client

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
)

// What an HTTP status says that is not a success, whoever sends it.

// etcdRefuses are the statuses with which etcd refuses a request about a key.
var etcdRefuses = []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusPreconditionFailed}

// anyRefuses are the statuses with which any server says that it did not begin
// with a request: 408 and 499, for one, say that it gave up.
var anyRefuses = []int{
	http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound,
	http.StatusMethodNotAllowed, http.StatusProxyAuthRequired, http.StatusLengthRequired,
	http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong, http.StatusUnsupportedMediaType,
	http.StatusMisdirectedRequest, http.StatusTooManyRequests, http.StatusRequestHeaderFieldsTooLarge,
}

// notDone reports whether an answer proves that a write was not done, and will not
// be: refused is what it says in etcd's form, or nil. Etcd's handlers of members
// and users, and gateways, give no code. What begins as JSON and is none of
// etcd's was cut off, or is the answer to something else.
func notDone(status int, refused *Error, body []byte) bool {
	switch {
	case refused != nil && refused.Code == ErrRaftInternal: // the cluster may yet do it
		return status == http.StatusInternalServerError && strings.HasPrefix(refused.Cause, "nodePath ")
	case refused != nil && refused.Code.IsRPC():
		return slices.Contains(rpcRefuses, refused.Code) && refused.Message != noSpace
	case refused != nil && refused.Code != 0:
		return slices.Contains(etcdRefuses, status)
	case refused != nil:
		return slices.Contains(anyRefuses, status) || status == http.StatusConflict || status == http.StatusGone
	}
	return slices.Contains(anyRefuses, status) && !looksLikeJSON(body)
}

func looksLikeJSON(body []byte) bool {
	body = bytes.TrimSpace(body)
	return len(body) > 0 && strings.IndexByte(`{["`, body[0]) >= 0
}

// isGateway reports whether a status is one that a server between us and etcd
// answers in its place.
func isGateway(status int) bool {
	switch status {
	case http.StatusRequestEntityTooLarge, http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// adviceFor says what to do about an answer that is not etcd's.
func adviceFor(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return "a gateway in front of etcd wants another user or password"
	case http.StatusForbidden:
		return "a gateway in front of etcd does not let this request through"
	case http.StatusRequestEntityTooLarge:
		return "a gateway in front of etcd takes no value as large as this one"
	case http.StatusTooManyRequests:
		return "a gateway in front of etcd takes no more requests for now"
	case http.StatusBadGateway:
		return "a gateway in front of etcd could not reach it"
	case http.StatusServiceUnavailable:
		return "a gateway in front of etcd has no server to ask, or is not ready"
	case http.StatusGatewayTimeout:
		return "a gateway in front of etcd got no answer from it in time"
	}
	return "check the address: a proxy or another program answers there"
}
