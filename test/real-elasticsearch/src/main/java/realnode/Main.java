package realnode;

import java.nio.file.*;
import java.util.*;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.KeyStoreWrapper;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.EmbeddedNode;
import org.elasticsearch.node.InternalSettingsPreparer;

/** usage: Main PORT HOME [key=value ...]; port 0 takes a free one, and READY says which. Ends when its standard input does. */
public final class Main {
    public static void main(String[] a) throws Exception {
        Path home = Path.of(a[1]).toAbsolutePath();
        for (String d : List.of("config", "data", "logs", "modules", "plugins")) Files.createDirectories(home.resolve(d));
        System.setProperty("es.logs.base_path", home.resolve("logs").toString());
        System.setProperty("es.logs.cluster_name", "test");
        Settings.Builder s = Settings.builder()
            .put("path.home", home).put("path.data", home.resolve("data")).put("path.logs", home.resolve("logs"))
            .put("cluster.name", "test").put("node.name", "n1")
            .put("discovery.type", "single-node")
            .put("network.host", "127.0.0.1").put("http.port", a[0]).put("transport.port", "0")
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            ;
        String pw = System.getenv("ELASTIC_PASSWORD");
        if (pw != null) {
            KeyStoreWrapper ks = KeyStoreWrapper.create();
            ks.setString("bootstrap.password", pw.toCharArray());
            s.setSecureSettings(ks);
        }
        for (int i = 2; i < a.length; i++) { int e = a[i].indexOf('='); s.put(a[i].substring(0, e), a[i].substring(e + 1)); }
        LogConfigurator.configureESLogging();
        LogConfigurator.configureWithoutConfig(Settings.builder().put("logger.level", System.getProperty("es.log", "WARN")).build());
        Environment env = InternalSettingsPreparer.prepareEnvironment(s.build(), Map.of(), home.resolve("config"), () -> "n1");
        EmbeddedNode node = new EmbeddedNode(env, List.of(Extras.class));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> { try { node.close(); } catch (Exception ignored) {} }));
        node.start();
        String port = String.valueOf(node.httpPort());
        endWithStandardInput();
        if (pw != null && node.settings().getAsBoolean("xpack.security.enabled", true)) awaitLogin(port, pw);
        System.out.println("READY http://127.0.0.1:" + port + " pid " + ProcessHandle.current().pid());
        new CountDownLatch(1).await();
    }

    /** Whoever started the server holds the other end of this pipe: when that process dies, however it dies, so does the server. */
    private static void endWithStandardInput() {
        Thread watch = new Thread(() -> {
            try { while (System.in.read() != -1) { } } catch (java.io.IOException gone) { }
            System.exit(0);
        });
        watch.setDaemon(true);
        watch.start();
    }

    /** Logins fail for a moment after the HTTP port opens: ready means that one has worked. */
    private static void awaitLogin(String port, String password) throws Exception {
        String basic = Base64.getEncoder().encodeToString(("elastic:" + password).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (int tries = 0; tries < 300; tries++) {
            var c = (java.net.HttpURLConnection) java.net.URI.create("http://127.0.0.1:" + port + "/_security/_authenticate").toURL().openConnection();
            c.setRequestProperty("Authorization", "Basic " + basic);
            try { if (c.getResponseCode() == 200) return; } catch (java.io.IOException notYet) { }
            Thread.sleep(100);
        }
        throw new IllegalStateException("no login within 30 seconds");
    }
}
