/**
 * The audit: whether DESIGN.md's invariants hold on what is there. Home of truth: none of its own. It reads every
 * noun's tables directly and on purpose: a check that asked a noun's own code would believe its mistakes.
 */
export { auditAll, type AuditResult } from './audit';
