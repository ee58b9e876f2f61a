package org.elasticsearch.node;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.env.Environment;
import org.elasticsearch.http.HttpServerTransport;
import org.elasticsearch.plugins.ClasspathPlugins;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.plugins.PluginsLoader;
import org.elasticsearch.plugins.PluginsService;

public final class EmbeddedNode extends Node {
    public EmbeddedNode(Environment env, List<Class<? extends Plugin>> extra) {
        super(NodeConstruction.prepareConstruction(env, PluginsLoader.createPluginsLoader(Set.of(), Set.of(), Map.of(), false), new NodeServiceProvider() {
            @Override PluginsService newPluginService(Environment e, PluginsLoader l) {
                try { return new ClasspathPlugins(e.settings(), e.configDir(), l, extra); } catch (Exception x) { throw new IllegalStateException(x); }
            }
        }, true));
    }

    public int httpPort() {
        return injector().getInstance(HttpServerTransport.class).boundAddress().publishAddress().getPort();
    }
}
