package sandbox

// FirstPort and BlockSize tell which block a port is of.
const FirstPort, BlockSize = firstPort, blockSize
