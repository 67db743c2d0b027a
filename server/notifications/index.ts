/**
 * What reaches people outside the site. Home of truth: nowhere; what must be sent is an outbox event, and its
 * consumer sends it, at least once.
 */
export { canSendMail, isAddressRefused, sendMail, type Mail } from './mail';
