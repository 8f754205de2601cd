/** The range of a number: a field checks it, and each language says it in words. */

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  /** The least allowed value is above `min`, not `min` itself. */
  readonly above?: boolean;
}
