import { readFileSync } from 'node:fs';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { Server } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';

const DESCRIPTORS = new URL('../../proto/generated/descriptors.binpb', import.meta.url);

/** Tells tools such as grpcurl what can be called here, and what the details of errors are. */
export function addReflection(server: Server): void {
  const { file: files } = fromBinary(FileDescriptorSetSchema, readFileSync(DESCRIPTORS));
  const fileDescriptorProtos = files.map((file) => Buffer.from(toBinary(FileDescriptorProtoSchema, file)));
  new ReflectionService({ all: { format: 'Protocol Buffer 3 DescriptorProto', type: {}, fileDescriptorProtos } }).addToServer(server);
}
