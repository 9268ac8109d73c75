// Package gateway speaks etcd's v3 API by its JSON gateway, which is at the same port as
// the v2 API: ranges, transactions and leases, and how a member is. Begin with [New] and
// [Gateway.Range].
//
// Requests go through a [client.Client], and what that says of errors holds here, too: a
// read is asked again where no answer came, and a transaction is sent once. If its answer
// is lost that is a [*client.UnknownOutcome]; a refusal is a [*client.Error] whose Code is
// one of the v3 API's, as [client.RPCNotFound].
package gateway
