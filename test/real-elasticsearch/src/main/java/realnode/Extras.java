package realnode;

import java.util.*;
import java.util.function.*;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.elasticsearch.Build;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.search.*;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.metadata.IndexNameExpressionResolver;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.io.stream.NamedWriteableRegistry;
import org.elasticsearch.common.settings.*;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.features.NodeFeature;
import org.elasticsearch.index.query.*;
import org.elasticsearch.indices.SystemIndexDescriptor;
import org.elasticsearch.ingest.*;
import org.elasticsearch.plugins.*;
import org.elasticsearch.rest.*;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.elasticsearch.xcontent.*;

/** The few things the published jars lack: GET /, three ingest processors, filters of languages, _delete_by_query, the connector secrets' system index. */
public final class Extras extends Plugin implements ActionPlugin, IngestPlugin, AnalysisPlugin, SystemIndexPlugin {
    private ClusterService cluster;

    // restricted, as in Elasticsearch: a role reaches it only with allow_restricted_indices, whatever pattern it has
    @Override public String getFeatureName() { return "connector_secrets"; }
    @Override public String getFeatureDescription() { return "Connector secrets"; }
    @Override public Collection<SystemIndexDescriptor> getSystemIndexDescriptors(Settings settings) {
        return List.of(SystemIndexDescriptor.builder().setIndexPattern(".connector-secrets*").setDescription("Connector secrets")
            .setType(SystemIndexDescriptor.Type.INTERNAL_UNMANAGED).build());
    }

    @Override public Collection<?> createComponents(PluginServices s) { cluster = s.clusterService(); return List.of(); }

    @Override public Collection<RestHandler> getRestHandlers(Settings settings, NamedWriteableRegistry nw, RestController c, ClusterSettings cs,
        IndexScopedSettings is, SettingsFilter sf, IndexNameExpressionResolver r, Supplier<DiscoveryNodes> n, Predicate<NodeFeature> f) {
        return List.of(new Root(), new DeleteByQuery());
    }

    final class Root extends BaseRestHandler {
        @Override public String getName() { return "root"; }
        @Override public List<Route> routes() { return List.of(new Route(RestRequest.Method.GET, "/"), new Route(RestRequest.Method.HEAD, "/")); }
        @Override protected RestChannelConsumer prepareRequest(RestRequest req, NodeClient client) {
            return ch -> {
                Build b = Build.current();
                XContentBuilder x = ch.newBuilder().startObject()
                    .field("name", cluster.getNodeName()).field("cluster_name", cluster.getClusterName().value())
                    .field("cluster_uuid", cluster.state().metadata().clusterUUID())
                    .startObject("version").field("number", b.qualifiedVersion()).field("build_flavor", b.flavor()).field("build_type", b.type().displayName())
                    .field("build_hash", b.hash()).field("build_date", b.date()).field("build_snapshot", b.isSnapshot())
                    .field("lucene_version", org.apache.lucene.util.Version.LATEST.toString())
                    .field("minimum_wire_compatibility_version", b.minWireCompatVersion()).field("minimum_index_compatibility_version", b.minIndexCompatVersion())
                    .endObject().field("tagline", "You Know, for Search").endObject();
                ch.sendResponse(new RestResponse(RestStatus.OK, x));
            };
        }
    }

    static final class DeleteByQuery extends BaseRestHandler {
        @Override public String getName() { return "delete_by_query"; }
        @Override public List<Route> routes() { return List.of(new Route(RestRequest.Method.POST, "/{index}/_delete_by_query")); }
        @Override protected RestChannelConsumer prepareRequest(RestRequest req, NodeClient client) throws java.io.IOException {
            String[] idx = org.elasticsearch.common.Strings.splitStringByCommaToArray(req.param("index"));
            boolean refresh = req.paramAsBoolean("refresh", false);
            for (String p : List.of("conflicts", "timeout", "slices", "wait_for_completion", "scroll_size")) req.param(p);
            var opts = org.elasticsearch.action.support.IndicesOptions.fromRequest(req, SearchRequest.DEFAULT_INDICES_OPTIONS);
            SearchSourceBuilder src = new SearchSourceBuilder().size(1000).seqNoAndPrimaryTerm(true).fetchSource(false);
            if (req.hasContent()) { try (XContentParser p = req.contentParser()) { src.parseXContent(p, true, f -> true); } }
            SearchRequest sr = new SearchRequest(idx).source(src).scroll(TimeValue.timeValueMinutes(1)).indicesOptions(opts);
            return ch -> {
                long t0 = System.currentTimeMillis();
                long[] n = new long[3]; // deleted, conflicts, batches
                List<String> failures = new ArrayList<>();
                ActionListener<SearchResponse> step = new ActionListener<SearchResponse>() {
                    @Override public void onResponse(SearchResponse r) {
                        var hits = r.getHits().getHits();
                        String id = r.getScrollId();
                        if (hits.length == 0) { done(id); return; }
                        n[2]++;
                        BulkRequestBuilder b = client.prepareBulk();
                        if (refresh) b.setRefreshPolicy(org.elasticsearch.action.support.WriteRequest.RefreshPolicy.IMMEDIATE);
                        for (var h : hits) b.add(client.prepareDelete(h.getIndex(), h.getId()).setIfSeqNo(h.getSeqNo()).setIfPrimaryTerm(h.getPrimaryTerm()));
                        ActionListener<SearchResponse> self = this;
                        b.execute(ActionListener.wrap(br -> {
                            for (var i : br.getItems()) {
                                if (i.isFailed() == false) n[0]++;
                                else if (i.getFailure().getStatus() == RestStatus.CONFLICT) n[1]++;
                                else failures.add(i.getFailureMessage());
                            }
                            client.prepareSearchScroll(id).setScroll(TimeValue.timeValueMinutes(1)).execute(self);
                        }, this::onFailure));
                    }
                    void done(String scroll) {
                        client.prepareClearScroll().addScrollId(scroll).execute(ActionListener.noop());
                        try {
                            XContentBuilder x = ch.newBuilder().startObject().field("took", System.currentTimeMillis() - t0).field("timed_out", false)
                                .field("total", n[0] + n[1] + failures.size()).field("deleted", n[0]).field("batches", n[2]).field("version_conflicts", n[1]).field("noops", 0)
                                .field("failures", failures).endObject();
                            ch.sendResponse(new RestResponse(n[1] > 0 ? RestStatus.CONFLICT : RestStatus.OK, x));
                        } catch (java.io.IOException e) { onFailure(e); }
                    }
                    @Override public void onFailure(Exception e) {
                        try { ch.sendResponse(new RestResponse(ch, e)); } catch (java.io.IOException x) { throw new java.io.UncheckedIOException(x); }
                    }
                };
                client.search(sr, step);
            };
        }
    }

    @Override public Map<String, Processor.Factory> getProcessors(Processor.Parameters ps) {
        return Map.of(
            "set", (reg, tag, desc, cfg) -> {
                String f = ConfigurationUtils.readStringProperty("set", tag, cfg, "field");
                String from = ConfigurationUtils.readOptionalStringProperty("set", tag, cfg, "copy_from");
                Object v = from != null ? null : ConfigurationUtils.readObject("set", tag, cfg, "value");
                boolean over = ConfigurationUtils.readBooleanProperty("set", tag, cfg, "override", true);
                return proc("set", tag, desc, d -> {
                    if (over || d.hasField(f) == false) d.setFieldValue(f, from != null ? d.getFieldValue(from, Object.class) : v);
                });
            },
            "remove", (reg, tag, desc, cfg) -> {
                List<String> fs = new ArrayList<>();
                Object o = ConfigurationUtils.readObject("remove", tag, cfg, "field");
                if (o instanceof List<?> l) l.forEach(e -> fs.add(e.toString())); else fs.add(o.toString());
                boolean miss = ConfigurationUtils.readBooleanProperty("remove", tag, cfg, "ignore_missing", false);
                return proc("remove", tag, desc, d -> { for (String f : fs) if (miss == false || d.hasField(f)) d.removeField(f); });
            },
            "rename", (reg, tag, desc, cfg) -> {
                String f = ConfigurationUtils.readStringProperty("rename", tag, cfg, "field");
                String t = ConfigurationUtils.readStringProperty("rename", tag, cfg, "target_field");
                boolean miss = ConfigurationUtils.readBooleanProperty("rename", tag, cfg, "ignore_missing", false);
                return proc("rename", tag, desc, d -> {
                    if (d.hasField(f) == false) { if (miss) return; throw new IllegalArgumentException("field [" + f + "] doesn't exist"); }
                    Object v = d.getFieldValue(f, Object.class); d.removeField(f); d.setFieldValue(t, v);
                });
            });
    }

    private static Processor proc(String type, String tag, String desc, Consumer<IngestDocument> body) {
        return new AbstractProcessor(tag, desc) {
            @Override public String getType() { return type; }
            @Override public IngestDocument execute(IngestDocument d) { body.accept(d); return d; }
        };
    }

    // what the .security index's own analyzer needs, straight from Lucene
    @Override public Map<String, org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider<org.elasticsearch.index.analysis.TokenFilterFactory>> getTokenFilters() {
        return Map.of(
            "pattern_capture", AnalysisPlugin.requiresAnalysisSettings((is, env, name, st) -> {
                boolean keep = st.getAsBoolean("preserve_original", true);
                var pats = st.getAsList("patterns").stream().map(java.util.regex.Pattern::compile).toArray(java.util.regex.Pattern[]::new);
                return filter(name, st, t -> new org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter(t, keep, pats));
            }),
            "unique", (is, env, name, st) -> filter(name, st, Unique::new),
            // and what content indices of a language need
            "asciifolding", (is, env, name, st) -> filter(name, st, org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter::new),
            "cjk_width", (is, env, name, st) -> filter(name, st, org.apache.lucene.analysis.cjk.CJKWidthFilter::new),
            "cjk_bigram", (is, env, name, st) -> filter(name, st, org.apache.lucene.analysis.cjk.CJKBigramFilter::new),
            "edge_ngram", AnalysisPlugin.requiresAnalysisSettings((is, env, name, st) -> filter(name, st, t ->
                new org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter(t, st.getAsInt("min_gram", 1), st.getAsInt("max_gram", 2), false))),
            "length", AnalysisPlugin.requiresAnalysisSettings((is, env, name, st) -> filter(name, st, t ->
                new org.apache.lucene.analysis.miscellaneous.LengthFilter(t, st.getAsInt("min", 0), st.getAsInt("max", Integer.MAX_VALUE)))),
            "elision", AnalysisPlugin.requiresAnalysisSettings((is, env, name, st) -> filter(name, st, t ->
                new org.apache.lucene.analysis.util.ElisionFilter(t, new org.apache.lucene.analysis.CharArraySet(st.getAsList("articles"), st.getAsBoolean("articles_case", false))))),
            "word_delimiter_graph", AnalysisPlugin.requiresAnalysisSettings((is, env, name, st) -> filter(name, st, t -> wordParts(t, st))),
            "stemmer", AnalysisPlugin.requiresAnalysisSettings((is, env, name, st) -> {
                String language = st.get("language", st.get("name", "porter"));
                return filter(name, st, t -> stemmer(t, language));
            }));
    }

    private static org.apache.lucene.analysis.TokenStream wordParts(org.apache.lucene.analysis.TokenStream t, Settings st) {
        int flags = WordDelimiterGraphFilter.GENERATE_WORD_PARTS | WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS | WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE
            | WordDelimiterGraphFilter.SPLIT_ON_NUMERICS | WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE;
        if (st.getAsBoolean("catenate_words", false)) flags |= WordDelimiterGraphFilter.CATENATE_WORDS;
        if (st.getAsBoolean("catenate_numbers", false)) flags |= WordDelimiterGraphFilter.CATENATE_NUMBERS;
        if (st.getAsBoolean("catenate_all", false)) flags |= WordDelimiterGraphFilter.CATENATE_ALL;
        return new WordDelimiterGraphFilter(t, flags, null);
    }

    private static org.apache.lucene.analysis.TokenStream stemmer(org.apache.lucene.analysis.TokenStream t, String language) {
        return switch (language) {
            case "light_english" -> new org.apache.lucene.analysis.en.KStemFilter(t);
            case "light_german" -> new org.apache.lucene.analysis.de.GermanLightStemFilter(t);
            case "light_french" -> new org.apache.lucene.analysis.fr.FrenchLightStemFilter(t);
            case "light_spanish" -> new org.apache.lucene.analysis.es.SpanishLightStemFilter(t);
            case "light_italian" -> new org.apache.lucene.analysis.it.ItalianLightStemFilter(t);
            case "light_portuguese" -> new org.apache.lucene.analysis.pt.PortugueseLightStemFilter(t);
            case "brazilian" -> new org.apache.lucene.analysis.br.BrazilianStemFilter(t);
            case "danish" -> new org.apache.lucene.analysis.snowball.SnowballFilter(t, "Danish");
            case "dutch" -> new org.apache.lucene.analysis.snowball.SnowballFilter(t, "Dutch");
            case "russian" -> new org.apache.lucene.analysis.snowball.SnowballFilter(t, "Russian");
            default -> throw new IllegalArgumentException("Invalid stemmer class specified: " + language);
        };
    }


    @Override public Map<String, org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider<org.elasticsearch.index.analysis.TokenizerFactory>> getTokenizers() {
        return Map.of(
            "uax_url_email", (is, env, name, st) -> tokenizer(is, name, st, org.apache.lucene.analysis.email.UAX29URLEmailTokenizer::new),
            "whitespace", (is, env, name, st) -> tokenizer(is, name, st, org.apache.lucene.analysis.core.WhitespaceTokenizer::new));
    }

    private static org.elasticsearch.index.analysis.TokenizerFactory tokenizer(org.elasticsearch.index.IndexSettings is, String name, Settings st, Supplier<org.apache.lucene.analysis.Tokenizer> made) {
        return new org.elasticsearch.index.analysis.AbstractTokenizerFactory(is, st, name) {
            @Override public org.apache.lucene.analysis.Tokenizer create() { return made.get(); }
        };
    }

    private static org.elasticsearch.index.analysis.TokenFilterFactory filter(String name, Settings st, UnaryOperator<org.apache.lucene.analysis.TokenStream> f) {
        return new org.elasticsearch.index.analysis.AbstractTokenFilterFactory(name, st) {
            @Override public org.apache.lucene.analysis.TokenStream create(org.apache.lucene.analysis.TokenStream t) { return f.apply(t); }
        };
    }

    static final class Unique extends org.apache.lucene.analysis.FilteringTokenFilter {
        private final Set<String> seen = new HashSet<>();
        private final org.apache.lucene.analysis.tokenattributes.CharTermAttribute term = addAttribute(org.apache.lucene.analysis.tokenattributes.CharTermAttribute.class);
        Unique(org.apache.lucene.analysis.TokenStream in) { super(in); }
        @Override protected boolean accept() { return seen.add(term.toString()); }
        @Override public void reset() throws java.io.IOException { super.reset(); seen.clear(); }
    }
}
