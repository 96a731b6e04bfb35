#include "client/transport/transport_factory.h"

#include "absl/strings/str_cat.h"
#include "client/transport/grpc/abandonable.h"
#include "client/transport/grpc/grpc_callback.h"
#include "client/transport/grpc/grpc_stream.h"
#include "client/transport/grpc/grpc_streams.h"
#include "client/transport/grpc/grpc_unary.h"
#include "client/transport/inproc/inproc_transport.h"
#include "client/transport/session/msgr2_wire.h"
#include "client/transport/session/tcp_wire.h"
#include "client/transport/session/traced_wire.h"
#include "client/transport/socket/socket_transport.h"

namespace grpc_perf_msgr {
namespace {

template <typename T>
std::unique_ptr<Transport> Make(const Workload& workload,
                                absl::string_view payload) {
  return std::make_unique<Abandonable<T>>(workload, payload);
}

std::unique_ptr<Transport> MakeGrpcTransport(const Workload& workload,
                                             absl::string_view payload) {
  switch (workload.api) {
    case Api::kStream:
      if (workload.codec == Codec::kProtobuf) {
        return Make<GrpcStreamTransport<ProtobufClientCodec>>(workload,
                                                              payload);
      }
      return Make<GrpcStreamTransport<BytesClientCodec>>(workload, payload);
    case Api::kCallback:
      return Make<GrpcCallbackTransport>(workload, payload);
    case Api::kUnary:
      return Make<GrpcUnaryTransport>(workload, payload);
    case Api::kStreams:
      return Make<GrpcStreamsTransport>(workload, payload);
  }
  return nullptr;
}

template <typename W>
std::unique_ptr<Transport> MakeSocketTransport(const Workload& workload,
                                               absl::string_view payload) {
  if (workload.debug.frames) {
    return std::make_unique<SocketTransport<TracedWire<W>>>(workload, payload);
  }
  return std::make_unique<SocketTransport<W>>(workload, payload);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Transport>> MakeTransport(
    const Workload& workload, absl::string_view payload) {
  if (workload.server.scheme == "grpc") {
    return MakeGrpcTransport(workload, payload);
  }
  if (workload.server.scheme == "tcp") {
    return MakeSocketTransport<TcpWire>(workload, payload);
  }
  if (workload.server.scheme == "msgr2") {
    return MakeSocketTransport<Msgr2Wire>(workload, payload);
  }
  if (workload.server.scheme == "inproc") {
    return MakeInprocTcp(workload, payload);
  }
  if (workload.server.scheme == "inproc_msgr2") {
    return MakeInprocMsgr2(workload, payload);
  }
  return absl::UnimplementedError(absl::StrCat(
      "no transport for ", workload.server.scheme, ":// addresses"));
}

}  // namespace grpc_perf_msgr
