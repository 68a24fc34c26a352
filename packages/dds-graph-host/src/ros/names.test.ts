import { describe, expect, it } from 'vitest';
import {
  absoluteName,
  ddsTypeName,
  fullyQualifiedName,
  replyTopic,
  requestTopic,
  rosTypeName,
  topicToDds,
} from './names.js';

const node = { name: 'talker', namespace: '/ns', topics: [], services: [], params: [] };

describe('names', () => {
  it('resolves as ROS 2 does', () => {
    expect(fullyQualifiedName(node)).toBe('/ns/talker');
    expect(fullyQualifiedName({ name: 'a', namespace: '' })).toBe('/a');
    expect(absoluteName(node, '/x/y')).toBe('/x/y');
    expect(absoluteName(node, 'x')).toBe('/ns/x');
    expect(absoluteName(node, '~/x')).toBe('/ns/talker/x');
    expect(absoluteName({ ...node, namespace: '/' }, 'x')).toBe('/x');
    expect(absoluteName(node, '/f/_action/feedback')).toBe('/f/_action/feedback');
  });

  it('mangles topics, services and types for DDS, and types back', () => {
    expect([topicToDds('/a'), requestTopic('/s'), replyTopic('/s')]).toEqual([
      'rt/a',
      'rq/sRequest',
      'rr/sReply',
    ]);
    expect(ddsTypeName('std_msgs/msg/String')).toBe('std_msgs::msg::dds_::String_');
    expect(ddsTypeName('std_srvs/srv/Trigger_Request')).toBe('std_srvs::srv::dds_::Trigger_Request_');
    expect(rosTypeName('std_srvs::srv::dds_::Trigger_Request_')).toBe('std_srvs/srv/Trigger_Request');
    expect(rosTypeName('Plain')).toBe('Plain');
  });

  it.each(['', '1a', 'a-b', 'a b', 'a/b', 'ä', 'x'.repeat(256)])('refuses the node name %j', (name) => {
    expect(() => fullyQualifiedName({ name, namespace: '/' })).toThrow(
      expect.objectContaining({ code: 'MEDKIT_DDS_BAD_NAME' }),
    );
  });

  it.each(['ns', '/ns/', '//a', '/a//b', '/1'])('refuses the namespace %j', (namespace) => {
    expect(() => fullyQualifiedName({ name: 'a', namespace })).toThrow(/not allowed by ROS 2/);
  });

  it.each(['/', '/a b', '', '/a/', '~'])('refuses the topic name %j', (name) => {
    if (name === '~') expect(absoluteName(node, name)).toBe('/ns/talker');
    else expect(() => absoluteName(node, name)).toThrow(/topic or service name/);
  });

  it.each(['String', 'std_msgs/String', 'std_msgs/msg/string', 'Std/msg/X', 'a/b/c/d'])(
    'refuses the type %j',
    (type) => {
      expect(() => ddsTypeName(type)).toThrow(/type name/);
    },
  );
});
