package io.shardhub.core;

import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyBeCalledByMethodsThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.shardhub.annotation.AnyThread;
import io.shardhub.annotation.ShardThread;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rules of the house that a compiler does not know. */
final class ArchitectureTest {

    private static final String INTERNAL = "io.shardhub.core.internal..";
    private static final String SHARD = "io.shardhub.core.internal.shard";

    private static final String COMMAND = SHARD + ".ShardCommand";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages("io.shardhub.core");

    @Test
    void rulesSeeTheClasses() {
        assertThat(CLASSES).as("classes").hasSizeGreaterThan(60);
        assertThat(CLASSES.stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.isAnnotatedWith(ShardThread.class)))
                .as("methods of the shard thread")
                .hasSizeGreaterThan(15);
        assertThat(CLASSES.stream().filter(type -> type.isAssignableTo(COMMAND)))
                .as("commands")
                .hasSizeGreaterThan(7);
    }

    @Test
    void internalPackagesFormNoCycle() {
        slices().matching("io.shardhub.core.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void publicPackagesFormNoCycleBelowTheRoot() {
        slices().matching("io.shardhub.core.(*)..").should().beFreeOfCycles().check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.shardhub.core")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.shardhub.core")
                .check(CLASSES);
    }

    @Test
    void nothingIsNamedImplOrUtil() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Util|Utils|Helper|Manager\\w+|\\.util\\.).*")
                .check(CLASSES);
    }

    @Test
    void queuesOfJcToolsAreOnlyBehindTheirDoors() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.Mailbox(\\$.*)?")
                .and()
                .doNotHaveFullyQualifiedName("io.shardhub.core.cluster.LoopbackClusterBus")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jctools..")
                .check(CLASSES);
    }

    @Test
    void commandsAreRecords() {
        classes()
                .that()
                .implement(COMMAND)
                .should()
                .beRecords()
                .andShould()
                .haveOnlyFinalFields()
                .check(CLASSES);
    }

    @Test
    void timeAndThreadsComeFromTheRuntime() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.shardhub.core.runtime")
                .and()
                .doNotHaveFullyQualifiedName(SHARD + ".Cut") // it waits, for an instant
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Timer")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent.locks")
                .check(CLASSES);
    }

    /* --------------- Threads --------------- */

    private static final DescribedPredicate<JavaMember> OF_THE_SHARD_THREAD =
            DescribedPredicate.describe("of the shard thread", member -> member.isAnnotatedWith(ShardThread.class));

    /**
     * What may call a method of the shard thread: another one; a private part or a lambda of a class of the shard package,
     * which is reached from one; a class of the outbox package, which is owned by a shard; and the sweep, which runs when the
     * thread of the shard has ended.
     */
    private static final DescribedPredicate<JavaCodeUnit> OWNER = DescribedPredicate.describe(
            "of the shard thread, or private to a class of the shard, or owned by one",
            unit -> unit.isAnnotatedWith(ShardThread.class)
                    || (unit.getOwner().getPackageName().equals(SHARD)
                            && !unit.isAnnotatedWith(AnyThread.class)
                            && unit.getModifiers().contains(JavaModifier.PRIVATE))
                    || unit.getOwner().getPackageName().equals("io.shardhub.core.internal.outbox")
                    || unit.getFullName().startsWith(SHARD + ".Shard.sweep("));

    private static ArchRule ownership(DescribedPredicate<? super JavaMember> owned) {
        return methods().that(owned).should(onlyBeCalledByMethodsThat(OWNER.forSubtype()));
    }

    @Test
    void methodsOfTheShardThreadAreCalledByIt() {
        ownership(OF_THE_SHARD_THREAD).check(CLASSES);
    }

    /** The rule can fail: with the same rule, methods of any thread are found to be called from elsewhere. */
    @Test
    void ruleOfTheShardThreadCanFail() {
        DescribedPredicate<JavaMember> ofAnyThread = DescribedPredicate.describe(
                "of any thread",
                member -> member.isAnnotatedWith(AnyThread.class)
                        && member.getOwner().getSimpleName().equals("Shard"));
        assertThatThrownBy(() -> ownership(ofAnyThread).check(CLASSES)).isInstanceOf(AssertionError.class);
    }

    /** The plain state of a shard has no door but the shard: nothing else in the package is public. */
    @Test
    void stateOfAShardIsNotPublic() {
        Set<String> open = CLASSES.stream()
                .filter(type -> type.getPackageName().equals(SHARD)
                        && type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !type.isNestedClass())
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
        assertThat(open)
                .containsExactlyInAnyOrder(
                        "Cut",
                        "HubClient",
                        "MoveOrder",
                        "Roster",
                        "Shard",
                        "ShardContext",
                        "Shutdown",
                        "Switchboard",
                        "TakerIndex",
                        "Tenancy");
    }

    /* --------------- What is public --------------- */

    @Test
    void internalTypesAreNotInPublicSignatures() {
        classes()
                .that()
                .resideOutsideOfPackage(INTERNAL)
                .and()
                .arePublic()
                .should(showNothingInternal())
                .check(CLASSES);
    }

    private static ArchCondition<JavaClass> showNothingInternal() {
        return new ArchCondition<>("show nothing internal") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMembers().stream()
                        .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC)
                                || member.getModifiers().contains(JavaModifier.PROTECTED))
                        .filter(ArchitectureTest::showsSomethingInternal)
                        .forEach(member -> events.add(SimpleConditionEvent.violated(member, member.getDescription())));
            }
        };
    }

    private static boolean showsSomethingInternal(JavaMember member) {
        return member.getAllInvolvedRawTypes().stream()
                .anyMatch(type -> type.getPackageName().startsWith("io.shardhub.core.internal"));
    }
}
