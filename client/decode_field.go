package client

// field is one of the fields that are read, as a bit; 0 is any other.
type field uint

const (
	fieldKey field = 1 << iota
	fieldValue
	fieldModifiedIndex
	fieldCreatedIndex
	fieldDir
	fieldNodes
	fieldTTL
	fieldExpiration
	fieldAction
	fieldNode
	fieldPrevNode
)

func fieldOf[T ~string | ~[]byte](quoted T) field {
	switch string(quoted) {
	case `"key"`:
		return fieldKey
	case `"value"`:
		return fieldValue
	case `"modifiedIndex"`:
		return fieldModifiedIndex
	case `"createdIndex"`:
		return fieldCreatedIndex
	case `"dir"`:
		return fieldDir
	case `"nodes"`:
		return fieldNodes
	case `"ttl"`:
		return fieldTTL
	case `"expiration"`:
		return fieldExpiration
	case `"action"`:
		return fieldAction
	case `"node"`:
		return fieldNode
	case `"prevNode"`:
		return fieldPrevNode
	}
	return 0
}
