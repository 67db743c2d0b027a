/**
 * Schedules: one performance each, with the times of its sale, its prices and how its line is steered. Home of
 * truth: Postgres (`schedules`, `schedule_prices`); line and seat map follow by the event `schedule.changed`.
 * Invariants: times are ordered (schedules_times_ordered); every grade of the hall has one price; what a seat is
 * and costs stays once the sale has opened; steering leaves its reason in the audit log.
 */
export { createSchedule, deleteSchedule, updateSchedule } from './schedules';
export {
  findLayoutSections,
  listLayoutChoices,
  listOwnSchedules,
  requireOwnSchedule,
} from './own-schedules';
export { findSchedule, listSchedules, requireSchedule } from './public-schedules';
export { createPresaleCodes } from './presale';
export { findSale } from './sale';
export { cancelSchedule, requireScheduleCancellation } from './cancel-schedule';
