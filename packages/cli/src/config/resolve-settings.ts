import { configKey, optionKey } from '../commands/lane-option.js';
import { LANE_OPTIONS } from '../commands/lane-options.js';
import type { LaneName, LaneSettings } from '../lanes/settings.js';
import { laneDefaults } from '../lanes/settings.js';

type Value = string | number | (string | number)[];

/** A lane's settings: its defaults, then the profile's, the configuration's and the flags', each over the one before. */
export function resolveSettings(
  lane: LaneName,
  quick: boolean,
  fromConfig: Readonly<Record<string, unknown>> | undefined,
  flags: Readonly<Record<string, unknown>>,
  fromProfile: Partial<LaneSettings> = {},
): LaneSettings {
  let settings = { ...laneDefaults(lane, quick), ...fromProfile };
  for (const layer of [readLayer(lane, fromConfig ?? {}, configKey), readLayer(lane, flags, optionKey)]) {
    settings = { ...settings, ...layer };
  }
  return settings;
}

function readLayer(
  lane: LaneName,
  values: Readonly<Record<string, unknown>>,
  keyOf: (option: (typeof LANE_OPTIONS)[number]) => string,
): Partial<LaneSettings> {
  let layer: Partial<LaneSettings> = {};
  for (const option of LANE_OPTIONS) {
    const value = values[keyOf(option)];
    if (value !== undefined && option.lanes.includes(lane))
      layer = { ...layer, ...option.read(value as Value) };
  }
  return layer;
}
