// Package transport carries HTTP/1.1 requests and knows for certain whether a
// byte of a request that failed left this machine. A client of a store needs to
// know: a write of which nothing left may go to another server, and of any other
// nobody can tell whether it happened.
//
// Start with [Transport], an [net/http.RoundTripper] whose zero value is ready.
// Each of its errors is a [*SendError], and [SendError.Sent] is the answer.
//
// Of a host with several addresses it takes the first that lets us connect, before
// anything is sent.
//
// [Pipeline] is a way for requests of which some are known before their turn: reads go
// out behind the request that comes first, on its connection.
//
// It never sends a request twice, not even one that is safe to repeat, but for a read
// that a Pipeline sent before its turn, and whose answer was lost before that. It never
// follows a redirect, and never speaks HTTP/2. It reads no environment: a proxy
// is used only where [Transport.Proxy] names one.
package transport
