interface Advice {
  why: string
  next: string
}

/**
 * Why a connection failed, and what to do about it, by what Node and OpenSSL say; `url` is where it went. What is wrong
 * with a certificate is told where it is looked at.
 */
export const connectionAdvice = (message: string, url: string): Advice => {
  if (/wrong version number|packet length too long/i.test(message)) {
    return {
      why: 'what answers there does not speak TLS',
      next: 'Write http:// in the address, or the port at which it speaks https.',
    }
  }
  const hungUp = /other side closed|socket hang up|ECONNRESET/i.test(message)
  return {
    why: message.trim(),
    next:
      hungUp && url.startsWith('http:')
        ? 'A server that wants TLS hangs up like this: try https:// in the address.'
        : 'Check the address of the cluster and that it runs.',
  }
}
