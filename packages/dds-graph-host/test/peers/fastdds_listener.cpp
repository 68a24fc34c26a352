// A bare Fast DDS participant that counts what it discovers and prints a JSON line whenever that changes.
// DDS_UNICAST=1 makes it look for others at loopback ports only, as rmw_fastrtps does in discovery range LOCALHOST.
// Optional: --call SERVICE calls a Trigger service the way rmw_fastrtps does.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <fastdds/dds/domain/DomainParticipant.hpp>
#include <fastdds/dds/domain/DomainParticipantFactory.hpp>
#include <fastdds/dds/domain/DomainParticipantListener.hpp>
#include <fastdds/dds/publisher/DataWriter.hpp>
#include <fastdds/dds/publisher/Publisher.hpp>
#include <fastdds/dds/subscriber/DataReader.hpp>
#include <fastdds/dds/subscriber/SampleInfo.hpp>
#include <fastdds/dds/subscriber/Subscriber.hpp>
#include <fastdds/dds/topic/TopicDataType.hpp>
#include <fastdds/dds/topic/TypeSupport.hpp>
#include <fastdds/rtps/transport/UDPv4TransportDescriptor.h>
#include <fastrtps/utils/IPLocator.h>

using namespace eprosima::fastdds::dds;
using namespace eprosima::fastrtps::rtps;

using Bytes = std::vector<unsigned char>;

// Any type, as the bytes that travelled (encapsulation header included).
class RawType : public TopicDataType {
public:
  explicit RawType(const std::string &name) {
    setName(name.c_str());
    m_typeSize = 4 * 1024 * 1024;
    m_isGetKeyDefined = false;
  }
  bool serialize(void *data, SerializedPayload_t *payload) override {
    const Bytes &bytes = *static_cast<Bytes *>(data);
    payload->encapsulation = CDR_LE;
    payload->length = static_cast<uint32_t>(bytes.size());
    memcpy(payload->data, bytes.data(), bytes.size());
    return true;
  }
  bool deserialize(SerializedPayload_t *payload, void *data) override {
    static_cast<Bytes *>(data)->assign(payload->data, payload->data + payload->length);
    return true;
  }
  std::function<uint32_t()> getSerializedSizeProvider(void *data) override {
    return [data]() { return static_cast<uint32_t>(static_cast<Bytes *>(data)->size()); };
  }
  void *createData() override { return new Bytes(); }
  void deleteData(void *data) override { delete static_cast<Bytes *>(data); }
  bool getKey(void *, InstanceHandle_t *, bool) override { return false; }
};

static std::mutex lock;
static std::set<GUID_t> participants, writers, readers;
static std::map<std::string, unsigned> nodes;
static std::atomic<unsigned> version{0};
static GuidPrefix_t own;

class Listener : public DomainParticipantListener {
  void on_participant_discovery(DomainParticipant *, ParticipantDiscoveryInfo &&info) override {
    std::lock_guard<std::mutex> hold(lock);
    const GUID_t guid = info.info.m_guid;
    if (info.status == ParticipantDiscoveryInfo::DISCOVERED_PARTICIPANT) participants.insert(guid);
    else if (info.status == ParticipantDiscoveryInfo::REMOVED_PARTICIPANT || info.status == ParticipantDiscoveryInfo::DROPPED_PARTICIPANT) {
      participants.erase(guid);
      GUID_t low(guid.guidPrefix, 0u);
      auto prune = [&](std::set<GUID_t> &set) {
        for (auto it = set.lower_bound(low); it != set.end() && it->guidPrefix == guid.guidPrefix;) it = set.erase(it);
      };
      prune(writers);
      prune(readers);
      nodes.erase(std::string(reinterpret_cast<const char *>(guid.guidPrefix.value), 12));
    }
    version++;
  }
  void on_publisher_discovery(DomainParticipant *, WriterDiscoveryInfo &&info) override {
    std::lock_guard<std::mutex> hold(lock);
    if (info.info.guid().guidPrefix == own) return;
    if (info.status == WriterDiscoveryInfo::DISCOVERED_WRITER) writers.insert(info.info.guid());
    else if (info.status == WriterDiscoveryInfo::REMOVED_WRITER) writers.erase(info.info.guid());
    version++;
  }
  void on_subscriber_discovery(DomainParticipant *, ReaderDiscoveryInfo &&info) override {
    std::lock_guard<std::mutex> hold(lock);
    if (info.info.guid().guidPrefix == own) return;
    if (info.status == ReaderDiscoveryInfo::DISCOVERED_READER) readers.insert(info.info.guid());
    else if (info.status == ReaderDiscoveryInfo::REMOVED_READER) readers.erase(info.info.guid());
    version++;
  }
};

static void take_infos(DataReader *reader) {
  Bytes bytes;
  SampleInfo info;
  while (reader->take_next_sample(&bytes, &info) == ReturnCode_t::RETCODE_OK) {
    if (!info.valid_data || bytes.size() < 24) continue;
    uint32_t count;
    memcpy(&count, bytes.data() + 20, 4);
    std::lock_guard<std::mutex> hold(lock);
    nodes[std::string(reinterpret_cast<const char *>(bytes.data()) + 4, 12)] = count;
    version++;
  }
}

int main(int argc, char **argv) {
  setvbuf(stdout, nullptr, _IOLBF, 0);
  const int domain = argc > 1 ? atoi(argv[1]) : 0;
  DomainParticipantQos qos;
  qos.transport().use_builtin_transports = false;
  auto udp = std::make_shared<eprosima::fastdds::rtps::UDPv4TransportDescriptor>();
  udp->interfaceWhiteList.push_back("127.0.0.1");
  if (getenv("DDS_UNICAST") != nullptr) {
    udp->maxInitialPeersRange = 32;
    auto &builtin = qos.wire_protocol().builtin;
    builtin.metatrafficMulticastLocatorList.clear();
    // A locator of its own keeps it from listening to the group.
    builtin.metatrafficUnicastLocatorList.push_back(Locator_t());
    Locator_t peer;
    IPLocator::setIPv4(peer, "127.0.0.1");
    builtin.initialPeersList.push_back(peer);
  }
  qos.transport().user_transports.push_back(udp);
  Listener listener;
  DomainParticipant *pp = DomainParticipantFactory::get_instance()->create_participant(domain, qos, &listener, StatusMask::none());
  if (pp == nullptr) return 1;
  own = pp->guid().guidPrefix;
  TypeSupport info_type(new RawType("rmw_dds_common::msg::dds_::ParticipantEntitiesInfo_"));
  info_type.register_type(pp);
  Topic *topic = pp->create_topic("ros_discovery_info", info_type.get_type_name(), TOPIC_QOS_DEFAULT);
  Subscriber *subscriber = pp->create_subscriber(SUBSCRIBER_QOS_DEFAULT);
  DataReaderQos reader_qos = DATAREADER_QOS_DEFAULT;
  reader_qos.reliability().kind = RELIABLE_RELIABILITY_QOS;
  reader_qos.durability().kind = TRANSIENT_LOCAL_DURABILITY_QOS;
  reader_qos.history().kind = KEEP_ALL_HISTORY_QOS;
  reader_qos.endpoint().history_memory_policy = PREALLOCATED_WITH_REALLOC_MEMORY_MODE;
  DataReader *info_reader = subscriber->create_datareader(topic, reader_qos);

  DataWriter *request_writer = nullptr;
  DataReader *reply_reader = nullptr;
  bool called = false;
  if (argc > 3 && strcmp(argv[2], "--call") == 0) {
    TypeSupport request_type(new RawType("std_srvs::srv::dds_::Trigger_Request_"));
    TypeSupport reply_type(new RawType("std_srvs::srv::dds_::Trigger_Response_"));
    request_type.register_type(pp);
    reply_type.register_type(pp);
    Topic *request = pp->create_topic(std::string("rq") + argv[3] + "Request", request_type.get_type_name(), TOPIC_QOS_DEFAULT);
    Topic *reply = pp->create_topic(std::string("rr") + argv[3] + "Reply", reply_type.get_type_name(), TOPIC_QOS_DEFAULT);
    DataReaderQos volatile_qos = reader_qos;
    volatile_qos.durability().kind = VOLATILE_DURABILITY_QOS;
    reply_reader = subscriber->create_datareader(reply, volatile_qos);
    DataWriterQos writer_qos = DATAWRITER_QOS_DEFAULT;
    writer_qos.endpoint().history_memory_policy = PREALLOCATED_WITH_REALLOC_MEMORY_MODE;
    request_writer = pp->create_publisher(PUBLISHER_QOS_DEFAULT)->create_datawriter(request, writer_qos);
  }
  printf("{\"ready\":true}\n");
  unsigned printed = 0;
  const auto start = std::chrono::steady_clock::now();
  for (;;) {
    take_infos(info_reader);
    if (request_writer != nullptr && !called) {
      PublicationMatchedStatus status;
      request_writer->get_publication_matched_status(status);
      if (status.current_count > 0) {
        Bytes body = {0, 1, 0, 0, 0};
        WriteParams params;
        params.related_sample_identity().writer_guid(reply_reader->guid());
        request_writer->write(&body, params);
        called = true;
      }
    }
    Bytes reply;
    SampleInfo info;
    if (reply_reader != nullptr && reply_reader->take_next_sample(&reply, &info) == ReturnCode_t::RETCODE_OK && info.valid_data) {
      const bool mine = info.related_sample_identity.writer_guid() == reply_reader->guid();
      printf("{\"trigger\":{\"client_ok\":%d,\"sequence\":%llu,\"success\":%d}}\n", mine,
             static_cast<unsigned long long>(info.related_sample_identity.sequence_number().to64long()), reply[4]);
    }
    if (version != printed) {
      printed = version;
      std::lock_guard<std::mutex> hold(lock);
      unsigned total = 0;
      for (auto &entry : nodes) total += entry.second;
      const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
      printf("{\"participants\":%zu,\"writers\":%zu,\"readers\":%zu,\"nodes\":%u,\"t_ms\":%lld}\n", participants.size(), writers.size(), readers.size(), total, static_cast<long long>(ms));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}
