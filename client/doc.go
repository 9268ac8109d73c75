// Package client speaks etcd's v2 HTTP API. Start with [New].
//
// It tells the truth about what became of a request. A read that finds no
// answer is asked again, elsewhere if need be. A write goes out once: every
// write ends as done (a [Response]), refused (an [*Error]; nothing changed), not
// sent or not taken ([*Timeout], [*Unreachable], [*TLSError], [*NotV2],
// [*Argument], the context's error; nothing changed), or as an
// [*UnknownOutcome], and is never sent a second time to find out which:
// [Client.Resolve] reads what can be known of that. Only [Client.Swap] repeats a
// compare-and-set, of which one can succeed at most.
//
// [Client.List] reads as [Client.Get] does, into a third of the memory: it is for
// directories with much in them. [Client.Ahead] is for requests one after the other, of
// which some reads are known before their turn: these wait for no answer before them.
//
// [Client.Watch] yields every change of a key or a directory once and in order,
// or says exactly where it cannot.
//
// The package prints nothing, reads no environment, and knows the servers'
// oddities so that its caller need not: see etcd's Documentation/v2/api.md for
// the API itself. It was checked against etcd 3.4 and 3.5.
package client
