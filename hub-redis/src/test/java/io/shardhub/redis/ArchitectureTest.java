package io.shardhub.redis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The rules of the house that a compiler does not know. */
final class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages("io.shardhub.redis");

    @Test
    void rulesSeeTheClasses() {
        assertThat(CLASSES).as("classes").hasSizeGreaterThan(50);
    }

    @Test
    void busSeesTheContractsOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.shardhub",
                        "io.shardhub.annotation",
                        "io.shardhub.cluster",
                        "io.shardhub.options",
                        "io.shardhub.redis..",
                        "java..",
                        "javax.net.ssl",
                        "io.shardhub.log",
                        "org.slf4j..",
                        "org.jspecify..",
                        "redis.clients.jedis..")
                .check(CLASSES);
    }

    @Test
    void internalPackagesFormNoCycle() {
        slices().matching("io.shardhub.redis.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    /** Clocks of nodes differ; who is alive and what was heard must not depend on them. */
    @Test
    void nobodyLooksAtTheWallClock() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(CLASSES);
    }

    @Test
    void nothingIsNamedImplOrUtil() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Util|Utils|Helper|\\.util\\.).*")
                .check(CLASSES);
    }
}
