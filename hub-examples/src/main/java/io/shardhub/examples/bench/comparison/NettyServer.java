package io.shardhub.examples.bench.comparison;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.shardhub.examples.settings.Environment;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The third yardstick: a plain server on Netty's epoll transport, without a container. A broadcast is encoded once, each
 * connection gets a retained view of it; what one read brought in is one task for each event loop, and one flush for each
 * connection. It has no bound on what waits for a client that does not read. It is not part of the library, and uses nothing of it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends its connection
public final class NettyServer extends ChannelInitializer<SocketChannel> {

    private final Map<EventLoop, Lane> lanes = new ConcurrentHashMap<>();

    private NettyServer() {}

    /** Serves on {@code PORT} (8081) until the process ends. */
    public static void main(String[] args) {
        int port = new Environment(System.getenv()).integer("PORT", HandWrittenServer.DEFAULT_PORT, 0, 65_535);
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        EventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), io);
        Channel listening = new ServerBootstrap()
                .group(loops)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1_024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new NettyServer())
                .bind("127.0.0.1", port)
                .syncUninterruptibly()
                .channel();
        System.out.println("ready: ws://127.0.0.1:" + ((InetSocketAddress) listening.localAddress()).getPort() + "/ws");
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        channel.pipeline()
                .addLast(new HttpServerCodec())
                .addLast(new HttpObjectAggregator(Peers.MAX_TEXT_SIZE))
                .addLast(new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
                        .websocketPath("/ws")
                        .checkStartsWith(true)
                        .maxFramePayloadLength(Peers.MAX_TEXT_SIZE)
                        .build()))
                .addLast(new Peer());
    }

    /** The connections of one event loop, which alone touches them. */
    private static final class Lane {

        private final List<Channel> peers = new ArrayList<>();

        void write(List<ByteBuf> texts) {
            for (Channel peer : peers) {
                for (ByteBuf text : texts) {
                    peer.write(new TextWebSocketFrame(text.retainedDuplicate()), peer.voidPromise());
                }
                peer.flush();
            }
            texts.forEach(ByteBuf::release);
        }
    }

    /** One connection. */
    private final class Peer extends SimpleChannelInboundHandler<TextWebSocketFrame> {

        private final List<ByteBuf> broadcasts = new ArrayList<>(); // of this read

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
                lanes.computeIfAbsent(context.channel().eventLoop(), loop -> new Lane())
                        .peers
                        .add(context.channel());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            Lane lane = lanes.get(context.channel().eventLoop());
            if (lane != null) {
                lane.peers.remove(context.channel());
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            Words words = Words.of(frame.text());
            if (words == null) {
                context.close();
                return;
            }
            ByteBuf text = Unpooled.copiedBuffer(words.toString(), StandardCharsets.UTF_8);
            if (words.isBroadcast()) {
                broadcasts.add(text);
            } else {
                context.write(new TextWebSocketFrame(text), context.voidPromise());
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
            if (!broadcasts.isEmpty()) {
                List<ByteBuf> texts = List.copyOf(broadcasts);
                lanes.forEach((loop, lane) -> {
                    texts.forEach(ByteBuf::retain);
                    loop.execute(() -> lane.write(texts));
                });
                texts.forEach(ByteBuf::release);
                broadcasts.clear();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
