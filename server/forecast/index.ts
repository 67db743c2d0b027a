/**
 * The forecast of a sale: what is likely to happen when so many people come for so many seats. Home of truth: none; it
 * reads nothing and writes nothing, and what it does of the line follows `server/waiting-room/lua/`. What is assumed
 * of people is in `forecast.schema.ts`, what one of each part bears in `model/capacities.ts`. Runs anywhere: in
 * a terminal (`npm run forecast`) and in an operator's browser.
 */
export { forecast, type Forecast } from './forecast';
