/** The menu of models, and what is said of one that cannot speak with this person, loaded late. */

import { Late } from "../shared/late.ts";

export const lateModels = new Late(() => import("./all-models.ts"));
