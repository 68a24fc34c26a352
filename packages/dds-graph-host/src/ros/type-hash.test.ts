import { describe, expect, it } from 'vitest';
import { fieldsOf, knownTypes } from './type-definitions.js';
import { typeHash, UNKNOWN_TYPE_HASH } from './type-hash.js';

describe('typeHash', () => {
  it.each([
    ['std_msgs/msg/String', 'df668c740482bbd48fb39d76a70dfd4bd59db1288021743503259e948f6b1a18'],
    ['std_msgs/msg/Header', 'f49fb3ae2cf070f793645ff749683ac6b06203e41c891e17701b1cb597ce6a01'],
    ['builtin_interfaces/msg/Time', 'b106235e25a4c5ed35098aa0a61a3ee9c9b18d197f398b0e4206cea9acf9c197'],
    ['rcl_interfaces/msg/ParameterEvent', '043e627780fcad87a22d225bc2a037361dba713fca6a6b9f4b869a5aa0393204'],
    ['rcl_interfaces/msg/Log', 'e28ce254ca8abc06abf92773b74602cdbf116ed34fbaf294fb9f81da9f318eac'],
  ])('matches the hash ROS 2 publishes for %s', (type, hash) => {
    expect(typeHash(type)).toBe(`RIHS01_${hash}`);
  });

  it('is all zero for a type it does not know, also for names of Object members', () => {
    expect(typeHash('my_msgs/msg/Thing')).toBe(UNKNOWN_TYPE_HASH);
    expect(typeHash('constructor')).toBe(UNKNOWN_TYPE_HASH);
  });

  it('knows every type that another type refers to', () => {
    for (const type of knownTypes()) {
      for (const field of fieldsOf(type) ?? []) {
        if (field.type.includes('/')) expect(fieldsOf(field.type), `${type}.${field.name}`).not.toBeNull();
      }
    }
  });
});
