package eval_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/render"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/function"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/repltest"
)

// TestErrors gives every kind of error, as data and as an exit status.
func TestErrors(t *testing.T) {
	t.Parallel()
	refusal := func(code client.Code, status int, message, cause string) error {
		return &client.Error{Code: code, Message: message, Cause: cause, Index: 7, Meta: client.Meta{Status: status}}
	}
	missing := refusal(client.ErrKeyNotFound, 404, "Key not found", "/x")
	refused := errors.New("connection refused")
	unreachable := &client.Unreachable{Endpoints: []client.EndpointError{
		{Endpoint: "http://b:1", Err: refused}, {Endpoint: "http://a:1", Err: errors.New("no such host")},
	}}
	lost := &client.UnknownOutcome{Request: "PUT /atom", Err: errors.New("no answer within 2s")}
	function := &function.Error{Function: "inc", Value: "meow", Reason: "is no number"}
	tests := []struct {
		name   string
		err    error
		data   string
		status int
	}{
		{"key not found", missing, `{:status 404, :errorCode 100, :message "Key not found", :cause "/x", :index 7}`, 4},
		{"compare failed", refusal(client.ErrCompareFailed, 412, "Compare failed", "[a != b]"), `{:status 412, :errorCode 101, :message "Compare failed", :cause "[a != b]", :index 7}`, 5},
		{"key exists", refusal(client.ErrKeyExists, 412, "Key already exists", "/x"), `{:status 412, :errorCode 105, :message "Key already exists", :cause "/x", :index 7}`, 5},
		{"not a file", refusal(client.ErrNotFile, 403, "Not a file", "/x"), `{:status 403, :errorCode 102, :message "Not a file", :cause "/x", :index 7}`, 1},
		{"not a directory", refusal(client.ErrNotDir, 400, "Not a directory", "/x"), `{:status 400, :errorCode 104, :message "Not a directory", :cause "/x", :index 7}`, 1},
		{"read only", refusal(client.ErrRootReadOnly, 400, "Root is read only", "/"), `{:status 400, :errorCode 107, :message "Root is read only", :cause "/", :index 7}`, 1},
		{"directory not empty", refusal(client.ErrDirNotEmpty, 403, "Directory not empty", "/x"), `{:status 403, :errorCode 108, :message "Directory not empty", :cause "/x", :index 7}`, 1},
		{"history cleared", refusal(client.ErrHistoryCleared, 400, "The event in requested index is outdated and cleared", "x"), `{:status 400, :errorCode 401, :message "The event in requested index is outdated and cleared", :cause "x", :index 7}`, 1},
		{"a code of its own", refusal(999, 418, "Teapot", ""), `{:status 418, :errorCode 999, :message "Teapot", :index 7}`, 1},
		{"unauthorized", refusal(client.ErrUnauthorized, 401, "The request requires user authentication", "x"), `{:status 401, :errorCode 110, :message "The request requires user authentication", :cause "x", :index 7, :as "guest, no user was given"}`, 7},
		{"forbidden", &client.Error{Message: "auth: no", Meta: client.Meta{Status: 403}}, `{:status 403, :message "auth: no"}`, 7},
		{"wrapped", fmt.Errorf("within: %w", missing), `{:status 404, :errorCode 100, :message "Key not found", :cause "/x", :index 7}`, 4},

		{"usage", &lang.UsageError{Message: "no"}, `{:type :usage, :message "no"}`, 2},
		{"usage of a command", &lang.UsageError{Command: "get", Message: "K is missing", Usage: "get K"}, `{:type :usage, :message "K is missing", :command "get", :usage "get K"}`, 2},
		{"unreachable", unreachable, `{:type :unreachable, :message "no etcd could be reached; to try the shell without one, run etcd2sh-sandbox", :endpoints {"http://b:1" "connection refused", "http://a:1" "no such host"}}`, 3},
		{"unreachable, each in its own way", &client.Unreachable{Endpoints: []client.EndpointError{
			{Endpoint: "https://b:1", Err: &client.TLSError{Endpoint: "https://b:1", Problem: client.NoTLS, Found: "speaks no TLS"}},
			{Endpoint: "http://a:1", Err: errors.New("connection refused")},
		}}, `{:type :unreachable, :message "no endpoint can be used, each for its own reason", :endpoints {"https://b:1" "speaks no TLS: use http://b:1", "http://a:1" "connection refused"}}`, 3},
		{"unreachable after an answer", &client.Unreachable{Before: true}, `{:type :unreachable, :message "no etcd can be reached any more: look whether the server still runs; connect URL uses another", :endpoints {}}`, 3},
		{"unreachable but for one without a quorum", &client.Unreachable{Endpoints: []client.EndpointError{
			{Endpoint: "http://a:1", Err: &client.Timeout{Request: "GET /x", After: 2 * time.Second}, Answers: true, Leaderless: true},
			{Endpoint: "http://b:1", Err: errors.New("connection refused")},
		}}, `{:type :timeout, :message "an etcd answers, but nothing that needs a quorum: there is none, as it seems; nothing was done", :endpoints {"http://a:1" "GET /x: no answer within 2s; nothing was done; --timeout lets it take longer; it answers, and knows of no leader", "http://b:1" "connection refused"}}`, 3},
		{"timeout", &client.Timeout{Request: "GET /x", After: 2 * time.Second}, `{:type :timeout, :message "GET /x: no answer within 2s; nothing was done; --timeout lets it take longer"}`, 3},
		{"not etcd v2", &client.NotV2{Endpoint: "http://a:1", Found: "nginx", Advice: "look again"}, `{:type :not-etcd-v2, :message "http://a:1 does not speak etcd's v2 API: nginx; look again"}`, 3},
		{"v2 is off", &client.NotV2{Endpoint: "http://a:1", Status: 404, Found: "etcd 3.6.1 without /v2/keys", Advice: "read it with 3.5"}, `{:type :not-etcd-v2, :message "http://a:1 does not speak etcd's v2 API: etcd 3.6.1 without /v2/keys; read it with 3.5", :status 404}`, 3},
		{"a gateway", &client.NotV2{Endpoint: "http://a:1", Status: 502, Found: "it answered 502", Advice: "look again"}, `{:type :not-etcd-v2, :message "http://a:1 is not etcd itself: it answered 502; look again", :status 502}`, 3},
		{"a gateway wants a user", &client.NotV2{Endpoint: "http://a:1", Status: 401, Found: "it answered 401", Advice: "look again"}, `{:type :not-etcd-v2, :message "http://a:1 is not etcd itself: it answered 401; look again", :status 401}`, 7},
		{"a gateway lets nobody in", &client.NotV2{Endpoint: "http://a:1", Status: 403, Found: "it answered 403", Advice: "look again"}, `{:type :not-etcd-v2, :message "http://a:1 is not etcd itself: it answered 403; look again", :status 403}`, 7},
		{"unknown outcome", lost, `{:type :unknown-outcome, :message "PUT /atom was sent, but whether it happened is not known: no answer within 2s", :request "PUT /atom"}`, 6},
		{"unknown outcome of a refusal", &client.UnknownOutcome{Request: "PUT /x", Err: refusal(client.ErrRaftInternal, 500, "Raft Internal Error", "timeout")},
			`{:type :unknown-outcome, :message "PUT /x was sent, but whether it happened is not known: 300: Raft Internal Error (timeout) [7]", :request "PUT /x"}`, 6},
		{"an erased value", &client.ErasedValue{Key: "/x", Value: "v", Err: lost}, `{:type :value-erased, :message "this server knows no refresh, which came with etcd 2.3: it erased the value of /x, which could not be put back: PUT /atom was sent, but whether it happened is not known: no answer within 2s", :key "/x", :value "v"}`, 6},
		{"function", function, `{:type :function, :message "inc: \"meow\" is no number"}`, 1},
		{"interrupted", context.Canceled, `{:type :interrupted, :message "interrupted"}`, 130},
		{"interrupted within", fmt.Errorf("get: %w", context.Canceled), `{:type :interrupted, :message "interrupted"}`, 130},
		{"any other", errors.New("something else"), `{:type :failed, :message "something else"}`, 1},

		{"a lost lock of an unknown outcome", &command.LockLostError{Key: "/l", Err: lost}, `{:type :lock-lost, :message "the hold on /l was lost, and the command stopped: its key expired or was deleted, or could not be refreshed in time", :unknown 1, :request "PUT /atom"}`, 1},
		{"a lost lock of a repeat with some", &command.LockLostError{Key: "/l", Err: &command.RepeatError{Done: 7, Of: 9, Unknown: 2, Err: lost}}, `{:type :lock-lost, :message "the hold on /l was lost, and the command stopped: its key expired or was deleted, or could not be refreshed in time", :unknown 2, :request "PUT /atom", :completed 7}`, 1},
		{"a lost lock of a repeat", &command.LockLostError{Key: "/l", Err: &command.RepeatError{Done: 7, Of: 9, Err: context.Canceled}}, `{:type :lock-lost, :message "the hold on /l was lost, and the command stopped: its key expired or was deleted, or could not be refreshed in time", :completed 7}`, 1},
		{"repeat of a repeat", &command.RepeatError{Done: 0, Of: 2, Err: &command.RepeatError{Done: 0, Of: 3, Err: missing}}, `{:status 404, :errorCode 100, :message "Key not found", :cause "/x", :index 7, :completed 0}`, 4},
		{"repeat of a refusal", &command.RepeatError{Done: 2, Of: 3, Err: missing}, `{:status 404, :errorCode 100, :message "Key not found", :cause "/x", :index 7, :completed 2}`, 4},
		{"repeat of a loss", &command.RepeatError{Done: 0, Of: 3, Err: lost}, `{:type :unknown-outcome, :message "PUT /atom was sent, but whether it happened is not known: no answer within 2s", :request "PUT /atom", :completed 0}`, 6},
		{"repeat interrupted", &command.RepeatError{Done: 1, Of: 3, Err: context.Canceled}, `{:type :interrupted, :message "interrupted", :completed 1}`, 130},
		{"delete-all! of losses", &command.DeleteError{Done: 5, Of: 9, Unknown: 2, Err: lost}, `{:type :unknown-outcome, :message "PUT /atom was sent, but whether it happened is not known: no answer within 2s", :request "PUT /atom", :deleted 5, :unknown 2}`, 6},
		{"delete-all! of a timeout", &command.DeleteError{Done: 5, Of: 9, Err: &client.Timeout{Request: "GET /x", After: time.Second}}, `{:type :timeout, :message "GET /x: no answer within 1s; nothing was done; --timeout lets it take longer", :deleted 5}`, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			data := eval.ErrorData(tt.err)
			repltest.KeysOnce(t, data)
			if err := (render.Style{}).Error(&b, data); err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSuffix(b.String(), "\n"); got != tt.data {
				t.Errorf("\n got %s\nwant %s", got, tt.data)
			}
			if got := eval.Status(tt.err); got != tt.status {
				t.Errorf("status: got %d, want %d", got, tt.status)
			}
		})
	}
	for _, err := range []error{nil, eval.ErrExit, fmt.Errorf("repeat: %w", eval.ErrExit)} {
		if got := eval.Status(err); got != 0 {
			t.Errorf("status of %v: got %d, want 0", err, got)
		}
	}
}

// TestRootKeyAdvice asks for a namespace that the server lacks: the advice
// must not be to turn on what is on.
func TestRootKeyAdvice(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	shell, _ := repltest.NewShell(t, endpoint)
	_, err := shell.Session.Eval(t.Context(), "get :atom --root-key nope")
	if err == nil || strings.Contains(err.Error(), "its v2 API is off") || !strings.Contains(err.Error(), "nope") {
		t.Errorf("got %v, want an error that names /v2/nope", err)
	}
}
